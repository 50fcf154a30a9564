CREATE TABLE "bounced_addresses" (
	"address_index" "bytea" PRIMARY KEY NOT NULL,
	"learner_id" uuid,
	"message_id" uuid NOT NULL,
	"smtp_code" integer,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mail_messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"learner_id" uuid,
	"issuer_id" uuid,
	"address_index" "bytea" NOT NULL,
	"sealed_content" "bytea",
	"expires_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lost_answers" integer DEFAULT 0 NOT NULL,
	"handed_over_at" timestamp with time zone,
	"next_attempt_at" timestamp with time zone,
	"smtp_code" integer,
	"smtp_status" text,
	"smtp_text" text,
	"created_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "bounced_addresses" ADD CONSTRAINT "bounced_addresses_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_messages" ADD CONSTRAINT "mail_messages_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bounced_addresses_learner_id_index" ON "bounced_addresses" USING btree ("learner_id");--> statement-breakpoint
CREATE INDEX "mail_messages_learner_id_id_index" ON "mail_messages" USING btree ("learner_id","id");--> statement-breakpoint
CREATE INDEX "mail_messages_created_at_index" ON "mail_messages" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "mail_messages_with_content" ON "mail_messages" USING btree ("created_at") WHERE sealed_content is not null;