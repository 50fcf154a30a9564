CREATE TABLE "events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"transaction" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"type" text NOT NULL,
	"issuer_id" uuid,
	"subject_ids" uuid[] NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "events_transaction_id_index" ON "events" USING btree ("transaction","id");--> statement-breakpoint
CREATE INDEX "events_issuer_id_transaction_id_index" ON "events" USING btree ("issuer_id","transaction","id");