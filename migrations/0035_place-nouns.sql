ALTER TABLE "badging_standards" ADD COLUMN "place_id" uuid;--> statement-breakpoint
ALTER TABLE "badging_standards" ADD CONSTRAINT "badging_standards_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "badging_standards_place_id_id_index" ON "badging_standards" USING btree ("place_id","id");--> statement-breakpoint
CREATE INDEX "pathways_place_id_id_index" ON "pathways" USING btree ("place_id","id");