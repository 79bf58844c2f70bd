// SPDX-License-Identifier: GPL-2.0-only
/*
 * A GPL driver that registers its functions with the proprietary half: it uses an export of a proprietary module and
 * GPL-only symbols, which the loader refuses since 5.9.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include "vmk_api.h"

static struct dentry *directory;

static int vmklinux_net_open(void)
{
	directory = debugfs_create_dir("vmklinux_net", NULL);
	return 0;
}

static void vmklinux_net_close(void)
{
	debugfs_remove(directory);
}

static const struct vmk_net_ops vmklinux_net_ops = {
	.open = vmklinux_net_open,
	.close = vmklinux_net_close,
};

static int __init vmklinux_net_init(void)
{
	return vmk_register_net(&vmklinux_net_ops);
}

module_init(vmklinux_net_init);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Invented example: a GPL driver for the proprietary half");
