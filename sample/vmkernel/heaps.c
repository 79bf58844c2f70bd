// SPDX-License-Identifier: GPL-2.0-only
#include <linux/slab.h>

void *vmk_heap_take(unsigned long size);

void *vmk_heap_take(unsigned long size)
{
	return kzalloc(size, GFP_KERNEL);
}
