// SPDX-License-Identifier: LicenseRef-Vendor
#include <linux/module.h>
#include <linux/debugfs.h>
#include <linux/platform_device.h>

#include "engine.h"

static struct vendor_engine engine;
static struct dentry *statistics;

static int vendor_probe(struct platform_device *pdev)
{
	engine.registers = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(engine.registers))
		return PTR_ERR(engine.registers);

	statistics = debugfs_create_dir("vendor_crypt", NULL);
	vendor_engine_start(&engine);
	return 0;
}

static struct platform_driver vendor_driver = {
	.probe = vendor_probe,
	.driver = { .name = "vendor-crypt" },
};

module_platform_driver(vendor_driver);

MODULE_AUTHOR("A Vendor");
MODULE_DESCRIPTION("Encryption engine of a vendor");
MODULE_LICENSE("Proprietary");
