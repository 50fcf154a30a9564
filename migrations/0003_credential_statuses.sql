CREATE TABLE "credential_statuses" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer_id" uuid NOT NULL,
	"credential_id" text,
	"purpose" text NOT NULL,
	"status_list_id" uuid NOT NULL,
	"status_list_index" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"set_at" timestamp with time zone,
	"changed_by" text,
	"changed_at" timestamp with time zone,
	CONSTRAINT "credential_statuses_status_list_id_status_list_index_unique" UNIQUE("status_list_id","status_list_index"),
	CONSTRAINT "credential_statuses_issuer_id_credential_id_purpose_unique" UNIQUE("issuer_id","credential_id","purpose")
);
--> statement-breakpoint
ALTER TABLE "credential_statuses" ADD CONSTRAINT "credential_statuses_issuer_id_issuers_id_fk" FOREIGN KEY ("issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credential_statuses" ADD CONSTRAINT "credential_statuses_status_list_id_status_lists_id_fk" FOREIGN KEY ("status_list_id") REFERENCES "public"."status_lists"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "credential_statuses_credential_id_index" ON "credential_statuses" USING btree ("credential_id");