#include <linux/types.h>

struct lamp_scene {
	struct rcu_head rcu;
	struct block_device *disk;
	struct page *page;
};

void lamp_store_scene(struct lamp_scene *scene);

static inline void lamp_mix(void)
{
	asm volatile("pxor %xmm0, %xmm0");
}
