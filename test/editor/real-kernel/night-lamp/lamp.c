// A lamp on USB: what a proprietary driver writes, and what the kernel's headers make of it.
#include <linux/cred.h>
#include <linux/module.h>
#include <linux/pm_runtime.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/usb.h>
#include <linux/workqueue.h>
#include <asm/fpu/api.h>

#include "lamp.h"

struct lamp {
	struct usb_interface *interface;
	struct work_struct fade;
	struct lamp_scene __rcu *scene;
	kuid_t owner;
};

static void lamp_fade(struct work_struct *work)
{
	struct lamp *lamp = container_of(work, struct lamp, fade);
	struct lamp_scene *scene;

	kernel_fpu_begin();
	lamp_mix();
	kernel_fpu_end();

	rcu_read_lock();
	scene = rcu_dereference(lamp->scene);
	if (scene)
		lamp_store_scene(scene);
	rcu_read_unlock();
}

void lamp_show(struct lamp *lamp, struct lamp_scene *scene)
{
	struct lamp_scene *old = rcu_replace_pointer(lamp->scene, scene, true);

	kfree_rcu(old, rcu);
	schedule_work(&lamp->fade);
}

static int lamp_probe(struct usb_interface *interface, const struct usb_device_id *id)
{
	struct lamp *lamp = devm_kzalloc(&interface->dev, sizeof(*lamp), GFP_KERNEL);

	if (!lamp)
		return -ENOMEM;
	lamp->interface = interface;
	lamp->owner = current_euid();
	INIT_WORK(&lamp->fade, lamp_fade);
	usb_set_intfdata(interface, lamp);
	return pm_runtime_get_sync(&interface->dev);
}

static void lamp_disconnect(struct usb_interface *interface)
{
	struct lamp *lamp = usb_get_intfdata(interface);

	flush_work(&lamp->fade);
	lamp_show(lamp, NULL);
	pm_runtime_put(&interface->dev);
}

static const struct usb_device_id lamp_ids[] = {
	{ USB_DEVICE(0x1209, 0x0001) },
	{ }
};

static struct usb_driver lamp_driver = {
	.name = "night_lamp",
	.probe = lamp_probe,
	.disconnect = lamp_disconnect,
	.id_table = lamp_ids,
};
module_usb_driver(lamp_driver);

MODULE_LICENSE("Proprietary");
MODULE_DESCRIPTION("An invented lamp");
