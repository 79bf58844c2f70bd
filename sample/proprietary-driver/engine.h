/* SPDX-License-Identifier: LicenseRef-Vendor */
#ifndef VENDOR_ENGINE_H
#define VENDOR_ENGINE_H

#include <linux/types.h>

struct vendor_engine {
	void __iomem *registers;
	u64 started;
};

/* Every caller of this macro depends on ktime_get(), although it never writes that name. */
#define VENDOR_NOW() ((u64)ktime_get())

void vendor_engine_start(struct vendor_engine *engine);
u64 vendor_engine_stop(struct vendor_engine *engine);

#endif
