// SPDX-License-Identifier: LicenseRef-Vendor
#include <linux/ktime.h>
#include <asm/fpu/api.h>

#include "engine.h"

void vendor_engine_start(struct vendor_engine *engine)
{
	engine->started = VENDOR_NOW();
	kernel_fpu_begin_mask(KFPU_MXCSR);
}

u64 vendor_engine_stop(struct vendor_engine *engine)
{
	kernel_fpu_end();
	return VENDOR_NOW() - engine->started;
}
