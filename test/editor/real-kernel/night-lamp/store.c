// Where the lamp keeps its scenes: on a block device.
#include <linux/bio.h>
#include <linux/pagemap.h>
#include <linux/platform_device.h>
#include <linux/rcupdate.h>
#include <linux/regmap.h>

#include "lamp.h"

void lamp_store_scene(struct lamp_scene *scene)
{
	struct bio *bio = bio_alloc(scene->disk, 1, REQ_OP_WRITE, GFP_NOWAIT);

	if (!bio)
		return;
	bio_set_dev(bio, scene->disk);
	bio_add_page(bio, scene->page, PAGE_SIZE, 0);
	submit_bio(bio);
	wait_on_page_writeback(scene->page);
}

static void lamp_off(void *scene)
{
	lamp_store_scene(scene);
}

int lamp_store_open(struct device *device, struct regmap *switches, struct lamp_scene *scene)
{
	regmap_update_bits(switches, 1, 2, 2);
	return devm_add_action(device, lamp_off, scene);
}

int lamp_store_register(struct platform_driver *driver)
{
	return platform_driver_register(driver);
}
