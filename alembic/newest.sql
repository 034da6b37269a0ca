-- What the migrations make of an empty SQLite database: python -m scripts.release.newest_schema
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE account (
	id VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	password_hash VARCHAR, 
	credit_limited BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, retention_days INTEGER, operator BOOLEAN DEFAULT 0 NOT NULL, language VARCHAR, 
	PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ix_account_email ON account (email);
CREATE TABLE leader (
	name VARCHAR NOT NULL, 
	holder VARCHAR NOT NULL, 
	lease_until DATETIME NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE outbox (
	id INTEGER NOT NULL, 
	job_id VARCHAR NOT NULL, 
	task VARCHAR NOT NULL, 
	queue VARCHAR NOT NULL, 
	sent_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ix_outbox_job_id ON outbox (job_id);
CREATE TABLE apikey (
	id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	sandbox BOOLEAN NOT NULL, 
	secret_hash VARCHAR NOT NULL, 
	hint VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	last_used_at DATETIME, 
	revoked_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_apikey_account_id ON apikey (account_id);
CREATE TABLE browsersession (
	id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, may_reset_until DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_browsersession_account_id ON browsersession (account_id);
CREATE INDEX ix_browsersession_expires_at ON browsersession (expires_at);
CREATE TABLE ledgerentry (
	id INTEGER NOT NULL, 
	account_id VARCHAR NOT NULL, 
	job_id VARCHAR, 
	kind VARCHAR NOT NULL, 
	amount INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account_id) REFERENCES account (id), 
	UNIQUE ("key")
);
CREATE INDEX ix_ledgerentry_account_id ON ledgerentry (account_id);
CREATE INDEX ix_ledgerentry_created_at ON ledgerentry (created_at);
CREATE INDEX ix_ledgerentry_job_id ON ledgerentry (job_id);
CREATE TABLE signinlink (
	id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	expires_at DATETIME NOT NULL, 
	used_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE TABLE upload (
	id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	storage_key VARCHAR NOT NULL, 
	file_name VARCHAR NOT NULL, 
	size BIGINT NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	media_type VARCHAR NOT NULL, 
	inspection JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	deleted_at DATETIME, sandbox BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_upload_account_id ON upload (account_id);
CREATE INDEX ix_upload_created_at ON upload (created_at);
CREATE INDEX ix_upload_sha256 ON upload (sha256);
CREATE TABLE job (
	number INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	api_key_id VARCHAR, 
	submitted_by VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	sandbox BOOLEAN NOT NULL, 
	job_type VARCHAR NOT NULL, 
	stage VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	stages JSON NOT NULL, 
	job_name VARCHAR, 
	external_id VARCHAR, 
	labels JSON NOT NULL, 
	language VARCHAR, 
	job_metadata JSON NOT NULL, 
	preset_id VARCHAR, 
	description VARCHAR NOT NULL, 
	parameters JSON NOT NULL, 
	webhook VARCHAR, 
	upload_id VARCHAR, 
	source_url VARCHAR, 
	source_name VARCHAR NOT NULL, 
	source_profile VARCHAR, 
	target_profile VARCHAR, 
	frame_rate VARCHAR, 
	duration FLOAT, 
	progress FLOAT NOT NULL, 
	eta_seconds INTEGER, 
	result_data JSON, 
	error_code VARCHAR, 
	error_message VARCHAR, 
	error_hint VARCHAR, 
	error_extra JSON, 
	credits_charged INTEGER NOT NULL, 
	attempts INTEGER NOT NULL, 
	round INTEGER NOT NULL, 
	lease_until DATETIME, 
	lease_token VARCHAR, 
	cancel_requested BOOLEAN NOT NULL, 
	next_attempt_at DATETIME, 
	finish_at DATETIME, 
	created_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	started_at DATETIME, 
	completed_at DATETIME, 
	expires_at DATETIME, 
	files_deleted_at DATETIME, warnings JSON DEFAULT '[]' NOT NULL, worked_seconds FLOAT, handed_back INTEGER DEFAULT '0' NOT NULL, traceparent VARCHAR, 
	PRIMARY KEY (number), 
	FOREIGN KEY(account_id) REFERENCES account (id), 
	FOREIGN KEY(api_key_id) REFERENCES apikey (id), 
	FOREIGN KEY(preset_id) REFERENCES "preset" (id), 
	FOREIGN KEY(upload_id) REFERENCES upload (id)
);
CREATE INDEX ix_job_account_number ON job (account_id, number);
CREATE INDEX ix_job_account_status ON job (account_id, status, number);
CREATE INDEX ix_job_account_type ON job (account_id, job_type, number);
CREATE INDEX ix_job_account_type_status ON job (account_id, job_type, status, number);
CREATE INDEX ix_job_api_key_id ON job (api_key_id);
CREATE INDEX ix_job_expires_at ON job (expires_at);
CREATE INDEX ix_job_external_id ON job (external_id);
CREATE INDEX ix_job_finish_at ON job (finish_at);
CREATE UNIQUE INDEX ix_job_id ON job (id);
CREATE INDEX ix_job_upload_id ON job (upload_id);
CREATE TABLE jobevent (
	id INTEGER NOT NULL, 
	job_id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	event VARCHAR NOT NULL, 
	stage VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	data JSON NOT NULL, sandbox BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account_id) REFERENCES account (id), 
	FOREIGN KEY(job_id) REFERENCES job (id)
);
CREATE INDEX ix_jobevent_job_id ON jobevent (job_id);
CREATE TABLE jobstep (
	id INTEGER NOT NULL, 
	job_id VARCHAR NOT NULL, 
	stage VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	attempt INTEGER NOT NULL, 
	checkpoint_key VARCHAR NOT NULL, 
	result JSON, 
	error_code VARCHAR, 
	started_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(job_id) REFERENCES job (id)
);
CREATE INDEX ix_jobstep_checkpoint_key ON jobstep (checkpoint_key);
CREATE INDEX ix_jobstep_job_id ON jobstep (job_id);
CREATE TABLE output (
	id VARCHAR NOT NULL, 
	job_id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	output_index INTEGER NOT NULL, 
	storage_key VARCHAR NOT NULL, 
	file_name VARCHAR NOT NULL, 
	media_type VARCHAR NOT NULL, 
	size BIGINT NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	language VARCHAR, 
	created_at DATETIME NOT NULL, 
	deleted_at DATETIME, sandbox BOOLEAN DEFAULT 0 NOT NULL, links_revoked INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account_id) REFERENCES account (id), 
	FOREIGN KEY(job_id) REFERENCES job (id)
);
CREATE INDEX ix_output_account_id ON output (account_id);
CREATE INDEX ix_output_job_id ON output (job_id);
CREATE TABLE link (
	id VARCHAR NOT NULL, 
	output_id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	expires_at DATETIME NOT NULL, 
	max_downloads INTEGER, 
	download_count INTEGER NOT NULL, 
	revoked_at DATETIME, 
	created_at DATETIME NOT NULL, bytes_left BIGINT DEFAULT '0' NOT NULL, sandbox BOOLEAN DEFAULT 0 NOT NULL, last_used_at DATETIME, last_address VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account_id) REFERENCES account (id), 
	FOREIGN KEY(output_id) REFERENCES output (id)
);
CREATE INDEX ix_link_account_id ON link (account_id);
CREATE INDEX ix_link_output_id ON link (output_id);
CREATE TABLE captiondraft (
	id INTEGER NOT NULL, 
	job_id VARCHAR NOT NULL, 
	output_index INTEGER NOT NULL, 
	file_stem VARCHAR NOT NULL, 
	source_key VARCHAR NOT NULL, 
	language VARCHAR, 
	document TEXT NOT NULL, 
	cue_count INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	changed_at DATETIME NOT NULL, 
	changed_by VARCHAR NOT NULL, target_profile VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(job_id) REFERENCES job (id), 
	UNIQUE (job_id, output_index)
);
CREATE INDEX ix_captiondraft_job_id ON captiondraft (job_id);
CREATE TABLE "preset" (
	id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	job_type VARCHAR NOT NULL, 
	editing BOOLEAN NOT NULL, 
	speaker_names BOOLEAN NOT NULL, 
	required_metadata JSON NOT NULL, 
	settings JSON NOT NULL, 
	webhook VARCHAR, 
	created_at DATETIME NOT NULL, 
	asr BOOLEAN DEFAULT 1 NOT NULL, 
	caption_formatting BOOLEAN DEFAULT 1 NOT NULL, 
	language VARCHAR, 
	target_profile VARCHAR, 
	deleted_at DATETIME, sandbox BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE TABLE keptanswer (
	id VARCHAR NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	status INTEGER, 
	headers JSON NOT NULL, 
	salt BLOB NOT NULL, 
	body BLOB NOT NULL, 
	created_at DATETIME NOT NULL, job_id VARCHAR, 
	PRIMARY KEY (id)
);
CREATE INDEX ix_keptanswer_created_at ON keptanswer (created_at);
CREATE TABLE webhookattempt (
	id INTEGER NOT NULL, 
	delivery_number INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	url VARCHAR NOT NULL, 
	request_headers JSON NOT NULL, 
	request_body TEXT NOT NULL, 
	status INTEGER, 
	latency_ms INTEGER, 
	answer TEXT NOT NULL, 
	error_code VARCHAR, 
	error_message VARCHAR, error_hint VARCHAR, 
	PRIMARY KEY (id)
);
CREATE INDEX ix_webhookattempt_delivery_number ON webhookattempt (delivery_number);
CREATE TABLE webhookendpoint (
	id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	url VARCHAR, 
	description VARCHAR NOT NULL, 
	events JSON NOT NULL, 
	sandbox BOOLEAN NOT NULL, 
	state VARCHAR NOT NULL, 
	secret VARCHAR NOT NULL, 
	previous_secret VARCHAR, 
	previous_until DATETIME, 
	failing_since DATETIME, 
	held_until DATETIME, 
	notices JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	deleted_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_webhookendpoint_account_id ON webhookendpoint (account_id);
CREATE TABLE webhookdelivery (
	number INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	message_id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	endpoint_id VARCHAR NOT NULL, 
	receiver VARCHAR NOT NULL, 
	job_id VARCHAR, 
	url VARCHAR NOT NULL, 
	event VARCHAR NOT NULL, 
	payload JSON NOT NULL, 
	state VARCHAR NOT NULL, 
	step INTEGER NOT NULL, 
	attempts INTEGER NOT NULL, 
	next_attempt_at DATETIME, 
	last_status INTEGER, 
	created_at DATETIME NOT NULL, 
	delivered_at DATETIME, sandbox BOOLEAN DEFAULT 0 NOT NULL, error_code VARCHAR, error_message VARCHAR, error_hint VARCHAR, 
	PRIMARY KEY (number), 
	FOREIGN KEY(account_id) REFERENCES account (id), 
	FOREIGN KEY(endpoint_id) REFERENCES webhookendpoint (id), 
	FOREIGN KEY(job_id) REFERENCES job (id)
);
CREATE INDEX ix_webhookdelivery_account ON webhookdelivery (account_id, number);
CREATE INDEX ix_webhookdelivery_created_at ON webhookdelivery (created_at);
CREATE INDEX ix_webhookdelivery_due ON webhookdelivery (state, next_attempt_at);
CREATE INDEX ix_webhookdelivery_endpoint ON webhookdelivery (endpoint_id, number);
CREATE UNIQUE INDEX ix_webhookdelivery_id ON webhookdelivery (id);
CREATE INDEX ix_webhookdelivery_job_id ON webhookdelivery (job_id);
CREATE INDEX ix_job_open ON job (stage) WHERE completed_at IS NULL;
CREATE INDEX ix_jobevent_account_side ON jobevent (account_id, sandbox, id);
CREATE TABLE refusal (
	id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_refusal_account_id ON refusal (account_id);
CREATE INDEX ix_refusal_created_at ON refusal (created_at);
CREATE INDEX ix_preset_account_id ON preset (account_id);
CREATE INDEX ix_outbox_sent_at ON outbox (sent_at);
CREATE INDEX ix_webhookdelivery_receiver ON webhookdelivery (receiver, state, next_attempt_at);
CREATE INDEX ix_upload_storage_key ON upload (storage_key);
CREATE INDEX ix_output_storage_key ON output (storage_key);
CREATE INDEX ix_jobstep_ended_at ON jobstep (ended_at);
CREATE INDEX ix_job_account_stage ON job (account_id, stage, number);
CREATE INDEX ix_job_account_channel ON job (account_id, channel, number);
CREATE INDEX ix_job_account_created ON job (account_id, created_at, number, status);
CREATE INDEX ix_job_preset ON job (preset_id, number);
CREATE TABLE joblabel (
	account_id VARCHAR NOT NULL, 
	label VARCHAR NOT NULL, 
	job_number INTEGER NOT NULL, 
	PRIMARY KEY (account_id, label, job_number), 
	FOREIGN KEY(job_number) REFERENCES job (number) ON DELETE CASCADE
);
CREATE INDEX ix_joblabel_job_number ON joblabel (job_number);
CREATE INDEX ix_job_account_open ON job (account_id) WHERE completed_at IS NULL;
CREATE TABLE outputversion (
	id VARCHAR NOT NULL, 
	output_id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	sandbox BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	storage_key VARCHAR NOT NULL, 
	file_name VARCHAR NOT NULL, 
	media_type VARCHAR NOT NULL, 
	size BIGINT NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	created_by VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account_id) REFERENCES account (id), 
	FOREIGN KEY(output_id) REFERENCES output (id), 
	UNIQUE (output_id, version)
);
CREATE INDEX ix_outputversion_output_id ON outputversion (output_id);
CREATE INDEX ix_outputversion_storage_key ON outputversion (storage_key);
CREATE INDEX ix_outputversion_account_id ON outputversion (account_id);
CREATE TABLE savedview (
	id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	filters JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account_id) REFERENCES account (id), 
	UNIQUE (account_id, name)
);
CREATE INDEX ix_savedview_account_id ON savedview (account_id);
CREATE TABLE historylayout (
	account_id VARCHAR NOT NULL, 
	hidden JSON NOT NULL, 
	density VARCHAR NOT NULL, 
	PRIMARY KEY (account_id), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_job_video_upload_id ON job ((substr(parameters ->> 'video_upload_id', 1, 64))) WHERE substr(parameters ->> 'video_upload_id', 1, 64) IS NOT NULL;
CREATE INDEX ix_job_captions_upload_id ON job ((substr(parameters ->> 'captions_upload_id', 1, 64))) WHERE substr(parameters ->> 'captions_upload_id', 1, 64) IS NOT NULL;
CREATE VIRTUAL TABLE jobsearch USING fts5(source_name, source_url, names, id_prefix, number, content='', detail=column, columnsize=0, tokenize='trigram');
CREATE TRIGGER jobsearch_insert AFTER INSERT ON job BEGIN INSERT INTO jobsearch (rowid, source_name, source_url, names, id_prefix, number) VALUES (new.number, new.source_name, new.source_url, coalesce(new.job_name, '') || char(31) || coalesce(new.external_id, '') || char(31) || coalesce(new.source_profile, '') || char(31) || coalesce(new.target_profile, '') || char(31) || coalesce(new.job_type, ''), char(2) || substr(new.id, 1, 8), char(57344 + (new.number >> 24 & 4095), 57344 + (new.number >> 12 & 4095), 57344 + (new.number >> 0 & 4095))); END;
CREATE TRIGGER jobsearch_delete AFTER DELETE ON job BEGIN INSERT INTO jobsearch (jobsearch, rowid, source_name, source_url, names, id_prefix, number) VALUES ('delete', old.number, old.source_name, old.source_url, coalesce(old.job_name, '') || char(31) || coalesce(old.external_id, '') || char(31) || coalesce(old.source_profile, '') || char(31) || coalesce(old.target_profile, '') || char(31) || coalesce(old.job_type, ''), char(2) || substr(old.id, 1, 8), char(57344 + (old.number >> 24 & 4095), 57344 + (old.number >> 12 & 4095), 57344 + (old.number >> 0 & 4095))); END;
CREATE TRIGGER jobsearch_update AFTER UPDATE OF source_name, source_url, job_name, external_id, source_profile, target_profile, job_type ON job WHEN old.source_name IS NOT new.source_name OR old.source_url IS NOT new.source_url OR old.job_name IS NOT new.job_name OR old.external_id IS NOT new.external_id OR old.source_profile IS NOT new.source_profile OR old.target_profile IS NOT new.target_profile OR old.job_type IS NOT new.job_type BEGIN INSERT INTO jobsearch (jobsearch, rowid, source_name, source_url, names, id_prefix, number) VALUES ('delete', old.number, old.source_name, old.source_url, coalesce(old.job_name, '') || char(31) || coalesce(old.external_id, '') || char(31) || coalesce(old.source_profile, '') || char(31) || coalesce(old.target_profile, '') || char(31) || coalesce(old.job_type, ''), char(2) || substr(old.id, 1, 8), char(57344 + (old.number >> 24 & 4095), 57344 + (old.number >> 12 & 4095), 57344 + (old.number >> 0 & 4095))); INSERT INTO jobsearch (rowid, source_name, source_url, names, id_prefix, number) VALUES (new.number, new.source_name, new.source_url, coalesce(new.job_name, '') || char(31) || coalesce(new.external_id, '') || char(31) || coalesce(new.source_profile, '') || char(31) || coalesce(new.target_profile, '') || char(31) || coalesce(new.job_type, ''), char(2) || substr(new.id, 1, 8), char(57344 + (new.number >> 24 & 4095), 57344 + (new.number >> 12 & 4095), 57344 + (new.number >> 0 & 4095))); END;
CREATE TABLE instancesecret (
	name VARCHAR NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	content VARCHAR NOT NULL, 
	machine VARCHAR NOT NULL, 
	changed_at DATETIME NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE "workerheartbeat" (
	queue VARCHAR NOT NULL, 
	worker VARCHAR NOT NULL, 
	seen_at DATETIME NOT NULL, 
	version VARCHAR DEFAULT '' NOT NULL, 
	offer JSON DEFAULT '{}' NOT NULL, 
	PRIMARY KEY (queue, worker)
);
CREATE TABLE unfinishedupload (
	id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	sandbox BOOLEAN NOT NULL, 
	file_name VARCHAR NOT NULL, 
	length BIGINT NOT NULL, 
	received BIGINT NOT NULL, 
	writer VARCHAR, 
	writer_until DATETIME, 
	created_at DATETIME NOT NULL, storage_key VARCHAR, multipart VARCHAR, part_bytes BIGINT DEFAULT '0' NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_unfinishedupload_account_id ON unfinishedupload (account_id);
CREATE INDEX ix_unfinishedupload_created_at ON unfinishedupload (created_at);
CREATE TABLE unfinishedchunk (
	upload_id VARCHAR NOT NULL, 
	start BIGINT NOT NULL, 
	size BIGINT NOT NULL, 
	storage_key VARCHAR NOT NULL, 
	PRIMARY KEY (upload_id, start), 
	FOREIGN KEY(upload_id) REFERENCES unfinishedupload (id)
);
CREATE INDEX ix_unfinishedchunk_storage_key ON unfinishedchunk (storage_key);
CREATE INDEX ix_link_account_expires ON link (account_id, expires_at);
CREATE TABLE runtimesetting (
	name VARCHAR NOT NULL, 
	value JSON NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE auditentry (
	id INTEGER NOT NULL, 
	account_id VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	"before" VARCHAR NOT NULL, 
	"after" VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_auditentry_account_id ON auditentry (account_id);
CREATE INDEX ix_job_translation_memory_upload_id ON job ((substr(parameters ->> 'translation_memory_upload_id', 1, 64))) WHERE substr(parameters ->> 'translation_memory_upload_id', 1, 64) IS NOT NULL;
CREATE INDEX ix_unfinishedupload_storage_key ON unfinishedupload (storage_key);
INSERT INTO alembic_version VALUES ('0034');
