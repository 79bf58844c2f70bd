// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>
#include <linux/debugfs.h>
#include <linux/ktime.h>

static struct dentry *directory;

static int __init open_timer_init(void)
{
	directory = debugfs_create_dir("open_timer", NULL);
	pr_info("loaded at %lld\n", ktime_get());
	return 0;
}

static void __exit open_timer_exit(void)
{
	debugfs_remove(directory);
}

module_init(open_timer_init);
module_exit(open_timer_exit);

MODULE_DESCRIPTION("A timer that may use what it uses");
MODULE_LICENSE("GPL");
