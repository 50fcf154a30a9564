CREATE TABLE "network_adoptions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"network_id" uuid NOT NULL,
	"place_id" uuid NOT NULL,
	"issuer_id" uuid,
	"source_badge_class_id" uuid,
	"source_pathway_id" uuid,
	"source_version" integer NOT NULL,
	"badge_class_id" uuid,
	"pathway_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "network_adoptions_badge_class" UNIQUE("issuer_id","source_badge_class_id"),
	CONSTRAINT "network_adoptions_pathway" UNIQUE("place_id","source_pathway_id"),
	CONSTRAINT "network_adoptions_one" CHECK (num_nonnulls(badge_class_id, pathway_id) = 1)
);
--> statement-breakpoint
CREATE TABLE "network_items" (
	"id" uuid PRIMARY KEY NOT NULL,
	"network_id" uuid NOT NULL,
	"place_id" uuid NOT NULL,
	"badge_class_id" uuid,
	"pathway_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "network_items_network_id_badge_class_id_unique" UNIQUE("network_id","badge_class_id"),
	CONSTRAINT "network_items_network_id_pathway_id_unique" UNIQUE("network_id","pathway_id"),
	CONSTRAINT "network_items_one" CHECK (num_nonnulls(badge_class_id, pathway_id) = 1)
);
--> statement-breakpoint
CREATE TABLE "network_places" (
	"network_id" uuid NOT NULL,
	"place_id" uuid NOT NULL,
	"role" text NOT NULL,
	"status" text NOT NULL,
	"invited_at" timestamp with time zone NOT NULL,
	"joined_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "network_places_network_id_place_id_pk" PRIMARY KEY("network_id","place_id")
);
--> statement-breakpoint
CREATE TABLE "networks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "pathways" ADD COLUMN "source_pathway_id" uuid;--> statement-breakpoint
ALTER TABLE "pathways" ADD COLUMN "source_version" integer;--> statement-breakpoint
ALTER TABLE "network_adoptions" ADD CONSTRAINT "network_adoptions_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_adoptions" ADD CONSTRAINT "network_adoptions_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_adoptions" ADD CONSTRAINT "network_adoptions_issuer_id_issuers_id_fk" FOREIGN KEY ("issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_adoptions" ADD CONSTRAINT "network_adoptions_source_badge_class_id_badge_classes_id_fk" FOREIGN KEY ("source_badge_class_id") REFERENCES "public"."badge_classes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_adoptions" ADD CONSTRAINT "network_adoptions_source_pathway_id_pathways_id_fk" FOREIGN KEY ("source_pathway_id") REFERENCES "public"."pathways"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_adoptions" ADD CONSTRAINT "network_adoptions_badge_class_id_badge_classes_id_fk" FOREIGN KEY ("badge_class_id") REFERENCES "public"."badge_classes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_adoptions" ADD CONSTRAINT "network_adoptions_pathway_id_pathways_id_fk" FOREIGN KEY ("pathway_id") REFERENCES "public"."pathways"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_items" ADD CONSTRAINT "network_items_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_items" ADD CONSTRAINT "network_items_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_items" ADD CONSTRAINT "network_items_badge_class_id_badge_classes_id_fk" FOREIGN KEY ("badge_class_id") REFERENCES "public"."badge_classes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_items" ADD CONSTRAINT "network_items_pathway_id_pathways_id_fk" FOREIGN KEY ("pathway_id") REFERENCES "public"."pathways"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_places" ADD CONSTRAINT "network_places_network_id_networks_id_fk" FOREIGN KEY ("network_id") REFERENCES "public"."networks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_places" ADD CONSTRAINT "network_places_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "network_items_network_id_id_index" ON "network_items" USING btree ("network_id","id");--> statement-breakpoint
CREATE INDEX "network_places_place_id_index" ON "network_places" USING btree ("place_id");