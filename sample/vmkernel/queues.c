// SPDX-License-Identifier: GPL-2.0-only
/* The GPL half: what the kernel keeps for GPL modules, offered to everybody. */
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>
#include "vmk_api.h"

struct vmk_queue {
	struct workqueue_struct *workqueue;
};

void *vmk_heap_take(unsigned long size);

static struct workqueue_struct *open_workqueue(const char *name)
{
	return alloc_workqueue("%s", WQ_UNBOUND, 0, name);
}

struct vmk_queue *vmk_queue_create(const char *name)
{
	struct vmk_queue *queue = vmk_heap_take(sizeof(*queue));

	if (queue)
		queue->workqueue = open_workqueue(name);
	return queue;
}
EXPORT_SYMBOL(vmk_queue_create);

void vmk_queue_destroy(struct vmk_queue *queue)
{
	destroy_workqueue(queue->workqueue);
	kfree(queue);
}
EXPORT_SYMBOL(vmk_queue_destroy);

unsigned long vmk_clock(void)
{
	return ktime_get_raw_ns();
}
EXPORT_SYMBOL(vmk_clock);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Invented example: the GPL half, a shim");
