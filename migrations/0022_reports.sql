CREATE TABLE "report_cells" (
	"place_id" uuid NOT NULL,
	"dimension" text NOT NULL,
	"value" text NOT NULL,
	"period" text NOT NULL,
	"participants" integer NOT NULL,
	"badges" integer NOT NULL,
	"several" integer NOT NULL,
	"returns" integer NOT NULL,
	"return_days" bigint NOT NULL,
	CONSTRAINT "report_cells_place_id_dimension_value_period_pk" PRIMARY KEY("place_id","dimension","value","period")
);
--> statement-breakpoint
CREATE TABLE "report_facts" (
	"learner_id" uuid NOT NULL,
	"issuer_id" uuid NOT NULL,
	"badge_class_id" uuid NOT NULL,
	"day" date NOT NULL,
	"layer" text,
	"awarded" integer NOT NULL,
	CONSTRAINT "report_facts_learner_id_issuer_id_badge_class_id_day_pk" PRIMARY KEY("learner_id","issuer_id","badge_class_id","day")
);
--> statement-breakpoint
CREATE TABLE "report_places" (
	"place_id" uuid PRIMARY KEY NOT NULL,
	"issuer_ids" uuid[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report_state" (
	"id" integer PRIMARY KEY NOT NULL,
	"snapshot" text NOT NULL,
	CONSTRAINT "report_state_one" CHECK ("report_state"."id" = 1)
);
--> statement-breakpoint
ALTER TABLE "report_cells" ADD CONSTRAINT "report_cells_place_id_report_places_place_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."report_places"("place_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_places" ADD CONSTRAINT "report_places_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "report_facts_issuer_id_learner_id_index" ON "report_facts" USING btree ("issuer_id","learner_id");