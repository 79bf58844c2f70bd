// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>
#include <linux/dma-buf.h>

static struct dma_buf *shared;

static int __init vendor_share_init(void)
{
	shared = dma_buf_get(0);
	return PTR_ERR_OR_ZERO(shared);
}

static void __exit vendor_share_exit(void)
{
	if (!IS_ERR_OR_NULL(shared))
		dma_buf_put(shared);
}

module_init(vendor_share_init);
module_exit(vendor_share_exit);

MODULE_DESCRIPTION("Shares buffers with the vendor's engine");
MODULE_LICENSE("GPLv2");
