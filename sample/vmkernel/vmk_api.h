/* What the two halves of the invented "vmkernel" product know of each other. */
#ifndef VMK_API_H
#define VMK_API_H

struct vmk_queue;

/* vmklinux: Linux behind a few plain functions */
struct vmk_queue *vmk_queue_create(const char *name);
void vmk_queue_destroy(struct vmk_queue *queue);
unsigned long vmk_clock(void);

/* vmkernel: drivers are registered here */
struct vmk_net_ops {
	int (*open)(void);
	void (*close)(void);
};

int vmk_register_net(const struct vmk_net_ops *ops);

#define VMK_NOW() vmk_clock()

#endif
