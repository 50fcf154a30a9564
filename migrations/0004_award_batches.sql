CREATE TABLE "award_batch_chunks" (
	"batch_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"first_row" integer NOT NULL,
	"row_count" integer NOT NULL,
	"rows_hash" "bytea" NOT NULL,
	"sealed_rows" "bytea",
	"sealed_answers" "bytea",
	"state" text DEFAULT 'waiting' NOT NULL,
	"assertion_ids" uuid[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "award_batch_chunks_batch_id_number_pk" PRIMARY KEY("batch_id","number")
);
--> statement-breakpoint
CREATE TABLE "award_batches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer_id" uuid,
	"badge_class_id" uuid,
	"actor_id" text NOT NULL,
	"actor_issuer_id" uuid,
	"idempotency_hash" "bytea",
	"request_hash" "bytea" NOT NULL,
	"on_invalid" text NOT NULL,
	"on_duplicate" text NOT NULL,
	"sealed_format" "bytea",
	"status" text NOT NULL,
	"receiver_id" text,
	"total" integer DEFAULT 0 NOT NULL,
	"awarded" integer DEFAULT 0 NOT NULL,
	"duplicates" integer DEFAULT 0 NOT NULL,
	"invalid" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"forgotten_at" timestamp with time zone,
	"revocation_status" text,
	"revocation_actor_id" text,
	"sealed_revocation_reason" "bytea",
	"revocation_chunk" integer DEFAULT 0 NOT NULL,
	"revoked" integer DEFAULT 0 NOT NULL,
	"revocation_requested_at" timestamp with time zone,
	"revocation_completed_at" timestamp with time zone,
	CONSTRAINT "award_batches_idempotency_hash_unique" UNIQUE("idempotency_hash")
);
--> statement-breakpoint
ALTER TABLE "award_batch_chunks" ADD CONSTRAINT "award_batch_chunks_batch" FOREIGN KEY ("batch_id") REFERENCES "public"."award_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "award_batches" ADD CONSTRAINT "award_batches_issuer_id_issuers_id_fk" FOREIGN KEY ("issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "award_batches" ADD CONSTRAINT "award_batches_badge_class_id_badge_classes_id_fk" FOREIGN KEY ("badge_class_id") REFERENCES "public"."badge_classes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "award_batches" ADD CONSTRAINT "award_batches_actor_issuer_id_issuers_id_fk" FOREIGN KEY ("actor_issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "award_batch_chunks_left" ON "award_batch_chunks" USING btree ("batch_id","number") WHERE state <> 'done';--> statement-breakpoint
CREATE INDEX "award_batches_issuer_id_id_index" ON "award_batches" USING btree ("issuer_id","id");--> statement-breakpoint
CREATE INDEX "award_batches_open" ON "award_batches" USING btree ("status") WHERE completed_at is null;--> statement-breakpoint
CREATE INDEX "award_batches_kept" ON "award_batches" USING btree ("completed_at") WHERE forgotten_at is null;