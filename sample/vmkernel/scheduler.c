/* The proprietary half: it calls no GPL-only symbol of the kernel itself, so modpost lets it pass. */
#include <linux/module.h>
#include "vmk_api.h"

static struct vmk_queue *worlds;

static int __init vmk_init(void)
{
	worlds = vmk_queue_create("worlds");
	return VMK_NOW() != 0 && worlds ? 0 : -12;
}

static void __exit vmk_exit(void)
{
	vmk_queue_destroy(worlds);
}

module_init(vmk_init);
module_exit(vmk_exit);
MODULE_LICENSE("Proprietary");
MODULE_DESCRIPTION("Invented example: the proprietary half");
