CREATE TABLE "report_parts" (
	"place_id" uuid NOT NULL,
	"dimension" text NOT NULL,
	"value" text NOT NULL,
	"period" text NOT NULL,
	"issuer_id" uuid NOT NULL,
	"participants" integer NOT NULL,
	"badges" integer NOT NULL,
	"several" integer NOT NULL,
	"claimed" integer NOT NULL,
	CONSTRAINT "report_parts_pk" PRIMARY KEY("place_id","dimension","value","period","issuer_id")
);
--> statement-breakpoint
ALTER TABLE "report_parts" ADD CONSTRAINT "report_parts_place_id_report_places_place_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."report_places"("place_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- No place has such an area: the cells of each are made anew, with their parts, when it is next read.
UPDATE "report_places" SET "areas" = array_append("areas", '');
