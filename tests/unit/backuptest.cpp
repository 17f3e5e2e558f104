// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// Mail to a file and back; and files that are not what they say.

#include "core/headers.h"
#include "run/shown/localchanges.h"
#include "run/upkeep/archivewriter.h"
#include "run/upkeep/backuptext.h"
#include "run/upkeep/mailcheck.h"
#include "run/upkeep/restoring.h"
#include "storesupport.h"

#include <KCompressionDevice>
#include <KTar>

#include <QTest>

using namespace Konto;
using namespace Konto::Test;
using namespace Qt::StringLiterals;

class BackupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_top = std::make_unique<QTemporaryDir>();
        m_store = openStore(m_top->filePath(u"account"_s));
        m_inbox = must(LocalChanges::foldersWithInbox(*m_store)).first().id;
    }
    void cleanup()
    {
        m_store.reset();
        m_top.reset();
    }

    void placesComeBack_data()
    {
        QTest::addColumn<FolderPath>("folder");
        QTest::addRow("inbox") << FolderPath{u"Inbox"_s};
        QTest::addRow("nested") << FolderPath{u"Archive"_s, u"2024"_s};
        QTest::addRow("odd") << FolderPath{u".hidden/%"_s, u"cur"_s, u"Grüße"_s};
        QTest::addRow("long") << FolderPath{QString(120, u'a'), QString(120, u'b')};
    }
    void placesComeBack()
    {
        QFETCH(FolderPath, folder);
        const Flags flags(Flags::Seen | Flags::Flagged);
        const auto place = placeInArchive(archiveName(folder, "key"_ba, flags));
        QVERIFY(place.has_value());
        QCOMPARE(place->folder, folder);
        QCOMPARE(place->flags, flags);
    }

    void whatIsNoPlace_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char *name : {"", "/", "cur/1", "/etc/cur/1", "../cur/1", "a/../cur/1", "a/cur/../1", "a//cur/1", "a/tmp/1", "a/cur/", "a/cur/.1", "a/b"}) {
            QTest::addRow("%s", name) << QByteArray(name);
        }
        QTest::addRow("deep") << QByteArray("a/").repeated(1000) + "cur/1";
    }
    void whatIsNoPlace()
    {
        QFETCH(QByteArray, name);
        QVERIFY(!placeInArchive(name).has_value());
    }

    void thereAndBack()
    {
        const QList<ArchivedMessage> mails = someMail();
        writeArchive(mails);
        QCOMPARE(QFile::permissions(file()) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther), QFile::Permissions());
        QCOMPARE(restore(Mode::Pop3), mails.size());
        QCOMPARE(contents(u"Inbox"_s), (QByteArrayList{mail(0), mail(1)}));
        QCOMPARE(contents(u"Archive/2024"_s), QByteArrayList{mail(2, QByteArray(100'000, 'x'))});
        QCOMPARE(rowsOf(u"Inbox"_s).last().flags, Flags(Flags::Seen));
        QVERIFY(!rowsOf(u"Inbox"_s).first().inAkonadi);
        QCOMPARE(restore(Mode::Pop3), 0);
        QCOMPARE(rowsOf(u"Inbox"_s).size(), 2);
    }

    void onlyWhatIsMissing()
    {
        writeArchive(someMail());
        addMessage(*m_store, rowIn(m_inbox), mail(2, QByteArray(100'000, 'x'))); // in another folder
        MessageRow there = rowIn(m_inbox); // of which only the header is here
        there.uid = 3;
        there.size = mail(0).size();
        there.headerHash = headerHash(mail(0));
        must(m_store->saveRows({there}));
        QCOMPARE(restore(Mode::Imap), 1);
        QCOMPARE(contents(u"Inbox"_s), (QByteArrayList{mail(2, QByteArray(100'000, 'x')), mail(1)}));
        QCOMPARE(rowsOf(u"Inbox"_s).last().writing, Writing::Nothing); // no mailbox yet
        const auto folders = must(m_store->folders());
        QCOMPARE(folders.size(), 1); // none was made for what is here
    }

    void whatTheUserDeletedComesBack()
    {
        const MessageRow deleted = addMessage(*m_store, rowIn(m_inbox, "u0"), mail(0));
        must(m_store->remove({deleted.key}, Forget::ByUser));
        writeArchive(someMail());
        QCOMPARE(restore(Mode::Pop3), 3);
    }

    void anUnfinishedBackupLeavesNothing()
    {
        {
            const auto writer = must(ArchiveWriter::create(file()));
            must(writer->add("Inbox/cur/1"_ba, mail(1), {}));
        }
        QCOMPARE(filesIn(m_top->path()), QStringList());
        writeArchive(someMail());
        const auto before = QFileInfo(file()).size();
        {
            const auto writer = must(ArchiveWriter::create(file()));
            must(writer->add("Inbox/cur/1"_ba, mail(1), {}));
        }
        QCOMPARE(filesIn(m_top->path()), QStringList{u"backup.tar.gz"_s});
        QCOMPARE(QFileInfo(file()).size(), before);
        QCOMPARE(toString(ArchiveWriter::create(m_top->filePath(u"nowhere/backup.tar.gz"_s)).error().kind), toString(ErrorKind::Storage));
    }

    void hostileMembersAreLeftOut()
    {
        KTar tar(file(), u"application/gzip"_s);
        QVERIFY(tar.open(QIODevice::WriteOnly));
        for (const char *name : {"/etc/cur/passwd", "../../cur/out", "Inbox/../../cur/out", "Inbox/tmp/1", "notes.txt"}) {
            QVERIFY(tar.writeFile(QString::fromLatin1(name), mail(7)));
        }
        QVERIFY(tar.writeSymLink(u"Inbox/cur/link"_s, u"/etc/passwd"_s));
        QVERIFY(tar.writeFile(u"Inbox/cur/good"_s, mail(1)));
        QVERIFY(tar.close());
        qint64 skipped = 0;
        QCOMPARE(restore(Mode::Pop3, &skipped), 1);
        QVERIFY(skipped >= 2);
        QCOMPARE(contents(u"Inbox"_s), QByteArrayList{mail(1)});
        QCOMPARE(must(m_store->folders()).size(), 1);
    }

    /// What claims to be huge is not held; the archive ends before it does.
    void hugeMember()
    {
        QByteArray header(512, '\0');
        header.replace(0, 11, "Inbox/cur/1");
        header.replace(124, 12, "77777777777\0"_ba); // 8 GiB
        header.replace(148, 8, "        ");
        header[156] = '0';
        qint64 sum = 0;
        for (const char c : std::as_const(header)) {
            sum += quint8(c);
        }
        header.replace(148, 8, QByteArray(QByteArray::number(sum, 8).rightJustified(6, '0') + QByteArray("\0 ", 2)));
        writePacked(header + QByteArray(1'000'000, 'x'));
        QCOMPARE(toString(restoreError()), toString(ErrorKind::Nonsense));
    }

    void whatIsNoArchive()
    {
        writeFile(file(), "This is not what you think it is.");
        QCOMPARE(toString(restoreError()), toString(ErrorKind::Nonsense));
        writePacked(QByteArray(2000, 'x'));
        QCOMPARE(toString(restoreError()), toString(ErrorKind::Nonsense));
        writePacked({});
        QCOMPARE(toString(restoreError()), toString(ErrorKind::Nonsense));
        writeArchive(someMail());
        QFile archive(file());
        QVERIFY(archive.resize(archive.size() / 2));
        QCOMPARE(toString(restoreError()), toString(ErrorKind::Nonsense));
        QCOMPARE(toString(ArchiveReader::open(m_top->filePath(u"nothing"_s)).error().kind), toString(ErrorKind::Storage));
    }

    void theCheckFindsWhatIsAmiss()
    {
        const MessageRow gone = addMessage(*m_store, rowIn(m_inbox, "u1"), mail(1));
        const MessageRow torn = addMessage(*m_store, rowIn(m_inbox, "u2"), mail(2));
        addMessage(*m_store, rowIn(m_inbox, "u3"), mail(3));
        const FolderRow inbox = must(m_store->folders()).first();
        QCOMPARE(must(checkFolder(*m_store, inbox)), (MailCheck{.messages = 3}));
        const QString cur = must(m_store->folderDirectory(m_inbox)) + u"/cur/"_s;
        for (const QString &name : filesIn(cur)) {
            if (name.startsWith(QString::fromLatin1(gone.key))) {
                QFile::remove(cur + name);
            } else if (name.startsWith(QString::fromLatin1(torn.key))) {
                writeFile(cur + name, "torn");
            }
        }
        writeFile(cur + u"stranger"_s, mail(9));
        const MailCheck found = must(checkFolder(*m_store, inbox));
        QCOMPARE(found, (MailCheck{.messages = 3, .missing = {gone.key}, .damaged = {torn.key}, .found = 1}));
    }

    /// What is asked for again, and what has come of it.
    void whatTheServerHasIsFetchedAgain_data()
    {
        QTest::addColumn<Mode>("mode");
        QTest::newRow("IMAP") << Mode::Imap;
        QTest::newRow("POP3") << Mode::Pop3;
    }
    void whatTheServerHasIsFetchedAgain()
    {
        QFETCH(Mode, mode);
        const Refetching server = serverWith(mode, {"u1"_ba, "u2"_ba, "u3"_ba, "u4"_ba});
        const MessageRow torn = addMessage(*m_store, onServer(1), mail(1));
        const MessageRow gone = addMessage(*m_store, onServer(2), mail(2));
        const MessageRow lost = addMessage(*m_store, onServer(3), mail(3));
        const MessageRow waiting = addMessage(*m_store, onServer(4), mail(4));
        const MessageRow onlyHere = addMessage(*m_store, rowIn(m_inbox), mail(5));
        MailCheck check{.missing = {gone.key}, .damaged = {torn.key, lost.key, waiting.key, onlyHere.key}};
        QSet<MessageKey> expected{torn.key, lost.key, waiting.key};
        if (mode == Mode::Imap) {
            expected.insert(gone.key);
        }
        const QSet<MessageKey> asked = must(askAgain(*m_store, check, server));
        QCOMPARE(asked, expected);
        QCOMPARE(must(wholeOrExpected(*m_store, asked, server)), expected);

        addMessage(*m_store, torn, mail(1)); // it comes
        must(m_store->remove({lost.key}, Forget::Everything)); // the server has it no more
        const Refetching after = serverWith(mode, {"u4"_ba});
        const QSet<MessageKey> fine = must(wholeOrExpected(*m_store, asked, after));
        expected.remove(lost.key);
        QCOMPARE(fine, expected);
        check.setFetchedAgain(fine);
        const QList<MessageKey> missing = mode == Mode::Imap ? QList<MessageKey>() : QList{gone.key};
        QCOMPARE(check, (MailCheck{.missing = missing, .damaged = {lost.key, onlyHere.key}, .fetchedAgain = mode == Mode::Imap ? 3 : 2}));
        QCOMPARE(check.differences(), 5);
    }

    void theSentenceTellsThemApart()
    {
        const auto sentence = [](const MailCheck &check) {
            return checkSentence(check, true);
        };
        const QString mended = sentence({.messages = 5, .fetchedAgain = 3});
        QVERIFY2(mended.contains(u"3 messages were damaged or missing here and are fetched again from the server."_s), qPrintable(mended));
        QVERIFY(!mended.contains(u"backup"_s));
        const QString both = sentence({.messages = 5, .damaged = {"a"_ba, "b"_ba}, .fetchedAgain = 1});
        QVERIFY2(both.contains(u"One message was damaged or missing here and is fetched again from the server."_s), qPrintable(both));
        QVERIFY2(both.contains(u"The files of 2 messages are damaged"_s), qPrintable(both));
        QVERIFY(both.contains(u"Restore them from a backup."_s));
    }

private:
    /// Known to a server of either kind.
    [[nodiscard]] MessageRow onServer(quint32 number) const
    {
        MessageRow row = rowIn(m_inbox, "u" + QByteArray::number(number));
        row.uid = number;
        row.uidValidity = 7;
        return row;
    }
    [[nodiscard]] Refetching serverWith(Mode mode, const QSet<QByteArray> &listed) const
    {
        FolderRow inbox = must(m_store->folders()).first();
        inbox.mailbox = u"INBOX"_s;
        inbox.uidValidity = 7;
        return {.mode = mode, .folders = {inbox}, .listed = listed};
    }
    [[nodiscard]] QString file() const
    {
        return m_top->filePath(u"backup.tar.gz"_s);
    }
    static QList<ArchivedMessage> someMail()
    {
        return {{.place = {.folder = {u"Inbox"_s}, .flags = {}}, .bytes = mail(0)},
                {.place = {.folder = {u"Inbox"_s}, .flags = Flags(Flags::Seen)}, .bytes = mail(1)},
                {.place = {.folder = {u"Archive"_s, u"2024"_s}, .flags = {}}, .bytes = mail(2, QByteArray(100'000, 'x'))}};
    }
    void writeArchive(const QList<ArchivedMessage> &mails)
    {
        const auto writer = must(ArchiveWriter::create(file()));
        int key = 0;
        for (const ArchivedMessage &each : mails) {
            must(writer->add(archiveName(each.place.folder, "key" + QByteArray::number(++key), each.place.flags), each.bytes, QDateTime()));
        }
        must(writer->finish());
    }
    void writePacked(const QByteArray &bytes)
    {
        QFile::remove(file());
        KCompressionDevice device(file(), KCompressionDevice::GZip);
        QVERIFY(device.open(QIODevice::WriteOnly));
        QCOMPARE(device.write(bytes), bytes.size());
    }
    qsizetype restore(Mode mode, qint64 *skipped = nullptr)
    {
        const auto reader = must(ArchiveReader::open(file()));
        const auto restoring = must(Restoring::begin(*m_store, mode));
        qsizetype back = 0;
        for (auto portion = must(reader->next()); !portion.isEmpty(); portion = must(reader->next())) {
            back += must(restoring->put(*m_store, portion));
        }
        if (skipped) {
            *skipped = reader->skipped();
        }
        return back;
    }
    ErrorKind restoreError()
    {
        const auto reader = must(ArchiveReader::open(file()));
        auto portion = reader->next();
        while (portion && !portion->isEmpty()) {
            portion = reader->next();
        }
        return portion ? ErrorKind::Cancelled : portion.error().kind;
    }
    QList<MessageRow> rowsOf(const QString &folder)
    {
        const auto folders = must(m_store->folders());
        const auto found = std::ranges::find(folders, folder.split(u'/'), &FolderRow::path);
        return found == folders.end() ? QList<MessageRow>() : must(m_store->messages(found->id));
    }
    QByteArrayList contents(const QString &folder)
    {
        QByteArrayList found;
        for (const MessageRow &row : rowsOf(folder)) {
            if (row.body != Body::OnServer) {
                found << must(m_store->read(row.key));
            }
        }
        return found;
    }

    std::unique_ptr<QTemporaryDir> m_top;
    std::unique_ptr<AccountStore> m_store;
    qint64 m_inbox = 0;
};

QTEST_GUILESS_MAIN(BackupTest)
#include "backuptest.moc"
