/* Drivers hand their functions over in a table, and are called through it. */
#include <linux/module.h>
#include "vmk_api.h"

static const struct vmk_net_ops *net;

int vmk_register_net(const struct vmk_net_ops *ops)
{
	net = ops;
	return net->open();
}
EXPORT_SYMBOL(vmk_register_net);
