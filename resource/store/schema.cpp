// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/schema.h"

#include <array>

namespace Konto
{

// Names and keys are BLOBs because they are bytes. Dates are milliseconds since 1970, keywords are joined by "\n",
// NULL stands for empty.
//
// pending:   what a commit() of the store is about to make durable, written before the files get their names in
//            cur/. Whatever is in it when the store is opened was interrupted and is finished then.
// leftovers: the file of this key in this folder has no business there any more. It belongs into the folder of
//            its row if that row has bytes, else it is to be unlinked. Written before the file is touched.
// headers:   the header of a message whose body stays on the server until it is wanted. Ends with the body's arrival.
// replaced:  a copy on the server that an edited message takes the place of, to be removed once that has a UID.
// switches:  the journal of switches between the modes, see switchjournal.h; switch_messages says how things were at the last
//            commit point, switch_folders when a switch began, switch_contents is what is being learnt for the next one.
static constexpr std::array<const char *, 6> steps{
    R"(
    CREATE TABLE folders (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL UNIQUE,
        role INTEGER NOT NULL,
        mailbox TEXT,
        delimiter INTEGER NOT NULL,
        selectable INTEGER NOT NULL,
        uid_validity INTEGER NOT NULL,
        uid_next INTEGER NOT NULL,
        highest_modseq INTEGER NOT NULL,
        complete INTEGER NOT NULL,
        directory BLOB NOT NULL UNIQUE, -- relative to mail/
        moving_to BLOB,                 -- set while the directory is renamed
        removing INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        key BLOB NOT NULL UNIQUE,
        folder INTEGER NOT NULL REFERENCES folders (id),
        uidl BLOB,
        uid_validity INTEGER NOT NULL,
        uid INTEGER NOT NULL,
        modseq INTEGER NOT NULL,
        object_id BLOB,
        size INTEGER NOT NULL,
        header_hash BLOB,
        message_id_hash BLOB,
        internal_date INTEGER,
        flags INTEGER NOT NULL,
        keywords BLOB,
        base_flags INTEGER NOT NULL,
        base_keywords BLOB,
        body INTEGER NOT NULL,
        in_akonadi INTEGER NOT NULL,
        deleted_here INTEGER NOT NULL,
        stored_at INTEGER,
        suffix BLOB                     -- what follows the key in the file name
    );
    CREATE INDEX messages_by_folder ON messages (folder);
    CREATE TABLE pending (
        key BLOB PRIMARY KEY,
        folder INTEGER NOT NULL,
        uidl BLOB,
        uid_validity INTEGER NOT NULL,
        uid INTEGER NOT NULL,
        modseq INTEGER NOT NULL,
        object_id BLOB,
        size INTEGER NOT NULL,
        header_hash BLOB,
        message_id_hash BLOB,
        internal_date INTEGER,
        flags INTEGER NOT NULL,
        keywords BLOB,
        base_flags INTEGER NOT NULL,
        base_keywords BLOB,
        body INTEGER NOT NULL,
        in_akonadi INTEGER NOT NULL,
        deleted_here INTEGER NOT NULL,
        stored_at INTEGER,
        suffix BLOB,
        tmp_directory BLOB NOT NULL,    -- relative to mail/
        tmp_name BLOB NOT NULL
    );
    CREATE TABLE leftovers (
        key BLOB NOT NULL,
        folder INTEGER NOT NULL,
        PRIMARY KEY (key, folder)
    ) WITHOUT ROWID;
    CREATE TABLE facts (
        name BLOB PRIMARY KEY,
        value BLOB
    ) WITHOUT ROWID;
    )",
    R"(
    ALTER TABLE messages ADD COLUMN deleted_by_user INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE pending ADD COLUMN deleted_by_user INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE headers (
        key BLOB PRIMARY KEY,
        header BLOB,
        wanted INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TRIGGER header_is_stale AFTER UPDATE OF body, deleted_here ON messages WHEN NEW.body <> 0 OR NEW.deleted_here
    BEGIN
        DELETE FROM headers WHERE key = NEW.key;
    END;
    CREATE TRIGGER header_is_orphaned AFTER DELETE ON messages
    BEGIN
        DELETE FROM headers WHERE key = OLD.key;
    END;
    )",
    R"(
    ALTER TABLE messages ADD COLUMN server_folder INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE messages ADD COLUMN writing INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE pending ADD COLUMN server_folder INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE pending ADD COLUMN writing INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE folders ADD COLUMN change INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE folders ADD COLUMN subscribed INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE folders ADD COLUMN rights BLOB;
    CREATE INDEX messages_moved ON messages (server_folder) WHERE server_folder <> 0;
    CREATE TABLE replaced (
        folder INTEGER NOT NULL,
        uid_validity INTEGER NOT NULL,
        uid INTEGER NOT NULL,
        key BLOB NOT NULL,
        PRIMARY KEY (folder, uid_validity, uid)
    ) WITHOUT ROWID;
    )",
    R"(
    ALTER TABLE folders ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE switches (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        mode_before INTEGER NOT NULL,
        mode_after INTEGER NOT NULL,
        step INTEGER NOT NULL,
        undoes INTEGER NOT NULL,
        intent BLOB,
        report BLOB,
        begun INTEGER NOT NULL,
        committed INTEGER
    );
    CREATE TABLE switch_contents (
        key BLOB PRIMARY KEY,
        content BLOB
    ) WITHOUT ROWID;
    CREATE TABLE switch_messages (
        key BLOB PRIMARY KEY,
        folder INTEGER NOT NULL,
        deleted_here INTEGER NOT NULL,
        size INTEGER NOT NULL,
        content BLOB
    ) WITHOUT ROWID;
    CREATE TABLE switch_folders (
        switch INTEGER NOT NULL,
        id INTEGER NOT NULL,
        path TEXT NOT NULL,
        mailbox TEXT,
        role INTEGER NOT NULL,
        selectable INTEGER NOT NULL,
        change INTEGER NOT NULL,
        PRIMARY KEY (switch, id)
    ) WITHOUT ROWID;
    )",
    R"(
    ALTER TABLE folders ADD COLUMN chosen_role INTEGER; -- NULL: the user has chosen none
    )",
    R"(
    ALTER TABLE messages ADD COLUMN fetch_again INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE pending ADD COLUMN fetch_again INTEGER NOT NULL DEFAULT 0;
    )",
};

std::span<const char *const> schemaSteps()
{
    return steps;
}

}
