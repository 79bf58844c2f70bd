#include <linux/module.h>
#include <linux/ktime.h>
#include <asm/smp.h>

static int __init vault_init(void)
{
	pr_info("locked at %lld\n", ktime_get());
	wbinvd_on_cpu(0);
	return 0;
}

module_init(vault_init);
MODULE_LICENSE("Proprietary");
