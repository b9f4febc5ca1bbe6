-- The token of the host: eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMWEzMTg1Yy01MDMwLTc5ZTctOTIxMS1kM2M3YzljNDA2YTIiLCJyb2xlcyI6WyJwcm94eSJdLCJpc3MiOiJjdXJyZW50IiwicGVyc2lzdGVudCI6dHJ1ZX0.cedYntdh1HkvUXXmdcwCnQa-nffRb87rMrxjuO6_TRo
BEGIN TRANSACTION;
CREATE TABLE "api_keys" (key text primary key, value text not null, ends integer) without rowid;
CREATE TABLE "audit" (key text primary key, value text not null, ends integer) without rowid;
INSERT INTO "audit" VALUES('06651728993e67-912c88a4','{"at": 1800000000048, "event": "token.created", "subject": "01a3185c-5030-79e7-9211-d3c7c9c406a2", "principal": "admin", "by": "data directory", "request_id": "a62124ce8db87ff2", "detail": "[\"proxy\"]"}',NULL);
INSERT INTO "audit" VALUES('066517289948e3-6d006138','{"at": 1800000000051, "event": "key.rotated", "subject": "current-2", "principal": "admin", "by": "data directory", "request_id": "0e5b29b6fd639a6c"}',NULL);
INSERT INTO "audit" VALUES('06651728996ed6-bf0012cb','{"at": 1800000000061, "event": "token.used", "subject": "01a3185c-5030-79e7-9211-d3c7c9c406a2", "principal": "admin", "by": "data directory", "request_id": "7c6fbf8424ab3ad4", "detail": "10.0.0.1"}',NULL);
INSERT INTO "audit" VALUES('066517289c4706-f2f34083','{"at": 1800000000247, "event": "user.created", "subject": "sam", "principal": "admin", "by": "data directory", "request_id": "ba0050070d1d21ea"}',NULL);
CREATE TABLE "ended_sessions" (key text primary key, value text not null, ends integer) without rowid;
CREATE TABLE "runners" (key text primary key, value text not null, ends integer) without rowid;
INSERT INTO "runners" VALUES('10.0.0.1','{"runner_id": "10.0.0.1", "runner_name": "10.0.0.1", "host_ip": "10.0.0.1", "public_hostname": "10.0.0.1", "region": "ece-region", "zone": "ece-zone-1", "connected": true, "healthy": true, "containers": [], "roles": [{"role_name": "proxy"}]}',NULL);
CREATE TABLE "settings" (key text primary key, value text not null, ends integer) without rowid;
INSERT INTO "settings" VALUES('latest_time','1800000000',NULL);
CREATE TABLE "signing_keys" (key text primary key, value text not null, ends integer) without rowid;
INSERT INTO "signing_keys" VALUES('current','{"secret": "TFmSPEqPrqWJBIE3k_mW6ChCWuBkOIJQL8NgTHEzAH0", "state": "verifying", "made": 1800000000}',NULL);
INSERT INTO "signing_keys" VALUES('current-2','{"secret": "c2Qogt-xKrPQktmqOBPPapvmJ3wdXPqhkGtJyKKrM-I", "state": "signing", "made": 1800000000}',NULL);
CREATE TABLE "tokens" (key text primary key, value text not null, ends integer) without rowid;
INSERT INTO "tokens" VALUES('01a3185c-5030-79e7-9211-d3c7c9c406a2','["proxy"]',NULL);
CREATE TABLE "users" (key text primary key, value text not null, ends integer) without rowid;
INSERT INTO "users" VALUES('admin','{"data": {"user_name": "admin", "builtin": true, "security": {"enabled": true, "roles": ["ece_platform_admin"]}}, "password": "14$3ZhYGta0t59WHBpi-7zshA$SCgiPLM8ZgtudiSEgxkH69U3ZEPWP9mdeQwzGodv4ug", "generation": 1}',NULL);
INSERT INTO "users" VALUES('sam','{"data": {"user_name": "sam", "builtin": false, "security": {"enabled": true, "roles": ["ece_platform_admin"], "security_realm": {"id": "native", "type": "native"}}, "metadata": {"created_at": "2027-01-15T08:00:00.063Z", "created_by": "admin"}}, "password": "14$awNHvg-J__p1dKKQFRpMfw$IZ9Q7Nd_xGeMZvGVS0Yokfs-A3xkN7TXfVpfcaEeDhM", "generation": 1800000000064}',NULL);
CREATE TRIGGER audit_is_not_changed before update on audit
    begin select raise(abort, 'the audit trail is append-only'); end;
CREATE TRIGGER audit_is_not_shortened before delete on audit
    begin select raise(abort, 'the audit trail is append-only'); end;
COMMIT;
PRAGMA application_id=1162036529;
PRAGMA user_version=1;
