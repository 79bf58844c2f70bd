// Where the lamp keeps its scenes: on a block device.
#include <linux/bio.h>
#include <linux/pagemap.h>
#include <linux/rcupdate.h>

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
