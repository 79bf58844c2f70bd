#include <linux/module.h>
#include <linux/debugfs.h>
#include <linux/ktime.h>
#include <linux/string.h>

static char label[16];

static int __init attic_init(void)
{
	strlcpy(label, "attic", sizeof(label));
	debugfs_create_dir(label, NULL);
	pr_info("%s at %lld\n", label, ktime_get());
	return 0;
}

module_init(attic_init);
MODULE_LICENSE("GPL");
