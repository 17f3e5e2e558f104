// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/foldernames.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
// Names that mail programs and providers give these folders; lower case, one after the other.
const QStringList sentNames{
    u"sent"_s,
    u"sent items"_s,
    u"sent messages"_s,
    u"sent mail"_s,
    u"sent-mail"_s,
    u"gesendet"_s,
    u"gesendete objekte"_s,
    u"gesendete elemente"_s,
    u"gesendete nachrichten"_s,
    u"postausgang"_s,
    u"envoyés"_s,
    u"éléments envoyés"_s,
    u"messages envoyés"_s,
    u"enviados"_s,
    u"elementos enviados"_s,
    u"mensajes enviados"_s,
    u"itens enviados"_s,
    u"mensagens enviadas"_s,
    u"inviati"_s,
    u"posta inviata"_s,
    u"inviata"_s,
    u"verzonden"_s,
    u"verzonden items"_s,
    u"verzonden berichten"_s,
    u"wysłane"_s,
    u"elementy wysłane"_s,
    u"отправленные"_s,
    u"надіслані"_s,
    u"skickat"_s,
    u"skickade"_s,
    u"sendt"_s,
    u"sendte elementer"_s,
    u"lähetetyt"_s,
    u"odeslané"_s,
    u"odeslaná pošta"_s,
    u"elküldött"_s,
    u"gönderilmiş öğeler"_s,
    u"已发送"_s,
    u"已发送邮件"_s,
    u"送信済み"_s,
    u"보낸편지함"_s,
};
const QStringList draftNames{
    u"drafts"_s,    u"draft"_s,          u"entwürfe"_s,  u"brouillons"_s, u"borradores"_s, u"rascunhos"_s, u"bozze"_s,      u"concepten"_s,
    u"szkice"_s,    u"wersje robocze"_s, u"черновики"_s, u"чернетки"_s,   u"utkast"_s,     u"kladder"_s,   u"luonnokset"_s, u"koncepty"_s,
    u"rozepsané"_s, u"piszkozatok"_s,    u"taslaklar"_s, u"草稿"_s,       u"草稿箱"_s,     u"下書き"_s,    u"임시보관함"_s,
};
const QStringList trashNames{
    u"trash"_s,
    u"deleted"_s,
    u"deleted items"_s,
    u"deleted messages"_s,
    u"papierkorb"_s,
    u"gelöscht"_s,
    u"gelöschte objekte"_s,
    u"gelöschte elemente"_s,
    u"corbeille"_s,
    u"éléments supprimés"_s,
    u"papelera"_s,
    u"elementos eliminados"_s,
    u"lixeira"_s,
    u"itens excluídos"_s,
    u"cestino"_s,
    u"posta eliminata"_s,
    u"prullenbak"_s,
    u"verwijderde items"_s,
    u"kosz"_s,
    u"elementy usunięte"_s,
    u"корзина"_s,
    u"удаленные"_s,
    u"кошик"_s,
    u"papperskorg"_s,
    u"borttagna objekt"_s,
    u"papirkurv"_s,
    u"slettet post"_s,
    u"roskakori"_s,
    u"koš"_s,
    u"lomtár"_s,
    u"çöp kutusu"_s,
    u"已删除"_s,
    u"已删除邮件"_s,
    u"ゴミ箱"_s,
    u"휴지통"_s,
};
const QStringList junkNames{
    u"junk"_s,
    u"spam"_s,
    u"junk e-mail"_s,
    u"junk email"_s,
    u"junk-e-mail"_s,
    u"bulk mail"_s,
    u"spamverdacht"_s,
    u"unerwünscht"_s,
    u"indésirables"_s,
    u"courrier indésirable"_s,
    u"pourriel"_s,
    u"correo no deseado"_s,
    u"no deseado"_s,
    u"lixo eletrônico"_s,
    u"posta indesiderata"_s,
    u"ongewenste e-mail"_s,
    u"wiadomości-śmieci"_s,
    u"спам"_s,
    u"skräppost"_s,
    u"uønsket"_s,
    u"roskaposti"_s,
    u"nevyžádaná pošta"_s,
    u"levélszemét"_s,
    u"垃圾邮件"_s,
    u"迷惑メール"_s,
    u"스팸"_s,
};
const QStringList archiveNames{
    u"archive"_s,
    u"archives"_s,
    u"archiv"_s,
    u"archivo"_s,
    u"archivio"_s,
    u"arquivo"_s,
    u"archief"_s,
    u"archiwum"_s,
    u"архив"_s,
    u"архів"_s,
    u"arkiv"_s,
    u"arkisto"_s,
    u"archív"_s,
    u"arşiv"_s,
    u"归档"_s,
    u"アーカイブ"_s,
};
const QStringList templateNames{
    u"templates"_s,
    u"vorlagen"_s,
    u"modèles"_s,
    u"plantillas"_s,
    u"modelos"_s,
    u"modelli"_s,
    u"sjablonen"_s,
    u"szablony"_s,
    u"шаблоны"_s,
    u"mallar"_s,
    u"šablony"_s,
};

QHash<QString, Role> rolesOfNames()
{
    QHash<QString, Role> roles;
    const std::pair<const QStringList &, Role> lists[] = {
        {sentNames, Role::Sent},
        {draftNames, Role::Drafts},
        {trashNames, Role::Trash},
        {junkNames, Role::Junk},
        {archiveNames, Role::Archive},
        {templateNames, Role::Templates},
    };
    for (const auto &[names, role] : lists) {
        for (const QString &name : names) {
            roles.insert(name, role);
        }
    }
    return roles;
}
}

Role roleOfName(const QString &name)
{
    static const QHash<QString, Role> roles = rolesOfNames();
    return roles.value(name.normalized(QString::NormalizationForm_C).toLower(), Role::None);
}

}
