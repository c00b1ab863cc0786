#include "tests/support_kiosk_office.h"

#include "tests/support_home.h"

static const struct {
    const char *name;
    UserRole role;
} people[] = {
    {"полиция майоры Жүсіпбекова Гүлбаршын Қасымжомартқызы", USER_ADMINISTRATOR},
    {"Сейітқазы А. Н.", USER_SECRETARY},
    {"полиция подполковнигі Нұрғалиев Бауыржан", USER_CHIEF},
    {"Ахметова Д.", USER_CONTROLLER},
    {"полиция капитаны Әлиев Е. С.", USER_INSPECTOR},
};

GPtrArray *sample_people(int count)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(office_person_free);
    for (int i = 0; i < count; i++) {
        OfficePerson *person = g_new0(OfficePerson, 1);
        person->number = i + 1;
        person->name = g_strdup(people[i % G_N_ELEMENTS(people)].name);
        person->role = people[i % G_N_ELEMENTS(people)].role;
        g_ptr_array_add(list, person);
    }
    return list;
}

#define SPEAKER                                                                                                         \
    "{'rank':'полиция майоры','surname':'Әлиев','name':'Ерлан','patronymic':'Серікұлы'," \
    "'position':'учаскелік полиция инспекторы'}"

OfficeMeeting *sample_meeting(void)
{
    OfficeMeeting *meeting = g_new0(OfficeMeeting, 1);
    meeting->id = g_strdup("2026-0007");
    meeting->record = support_json(
        "{'id':'2026-0007','kind':'inspector','edition':'1095-2025','state':'planned',"
        "'date':'2026-11-20','time':'18:00','place':'Ақжол ауылының клубы, Абай көшесі, 4',"
        "'precincts':['12','13'],'speakers':[" SPEAKER "],'secretary':{'rank':'әділет майоры',"
        "'surname':'Жүсіпбекова','name':'Гүлбаршын','patronymic':'Қасымжомартқызы',"
        "'position':'Қоғамдық қауіпсіздік бөлімшесінің аға инспекторы'},'announcements':["
        "{'n':1,'channel':'organisation','on':'2026-11-06','ref':null,'days_before':14}]}");
    meeting->rules = support_json("{'id':'1095-2025','announce_days':10}");
    return meeting;
}

OfficeDesk *sample_desk(void)
{
    OfficeDesk *desk = g_new0(OfficeDesk, 1);
    desk->today = g_strdup("2026-11-20");
    desk->body = g_strdup("Отдел полиции Акжолского района");
    desk->body_kk = g_strdup("Ақжол ауданының полиция бөлімі");
    desk->day = sample_day("announced");
    desk->meetings = support_json(
        "[{'id':'2026-0007','kind':'inspector','date':'2026-11-20','time':'18:00',"
        "'state':'announced','place':'Ақжол ауылының клубы, Абай көшесі, 4','edition':'1095-2025',"
        "'number':null,'attendees':47,'precincts':['12'],'speakers':[" SPEAKER "]},"
        "{'id':'2026-0008','kind':'inspector','date':'2026-12-04','time':'17:30',"
        "'state':'planned','place':'«Достық» мәдениет үйінің үлкен залы, екінші қабат',"
        "'edition':'1095-2025','number':null,'attendees':0,'precincts':['14'],'speakers':[]},"
        "{'id':'2026-0005','kind':'chief','date':'2026-03-02','time':'10:00','state':'sealed',"
        "'place':'Клуб','edition':'608-2024','number':3,'attendees':9,'precincts':[],"
        "'speakers':[]}]");
    desk->entries = support_json("[]");
    desk->plan = support_json(
        "[{'what':'deadline','subject':'31','meeting':'2026-0005','due':'2026-11-18',"
        "'state':'late','source':''},"
        "{'what':'meeting','kind':'inspector','subject':'14','meeting':null,'due':'2026-12-31',"
        "'state':'coming','source':'','period':'2026-Q4'},"
        "{'what':'announcement','subject':'2026-0008','meeting':'2026-0008','due':'2026-11-24',"
        "'state':'due','source':''},"
        "{'what':'sealing','subject':'2026-0006','meeting':'2026-0006','due':'2026-11-19',"
        "'state':'late','source':''},"
        "{'what':'deadline','subject':'7','meeting':'2026-0002','due':'2026-08-18',"
        "'state':'done','source':''}]");
    return desk;
}

OfficeDevices *sample_devices(void)
{
    OfficeDevices *devices = g_new0(OfficeDevices, 1);
    *devices = (OfficeDevices){.hours_left = 61};
    for (int i = 0; i < DEVICE_COUNT; i++)
        devices->state[i] = DEVICE_GOOD;
    devices->state[DEVICE_CLOCK] = DEVICE_CARE;
    return devices;
}

App *sample_office(Asked *asked, Language language, UserRole role)
{
    App *app = sample_app(asked, language, sample_day("announced"));
    GPtrArray *one = sample_people(G_N_ELEMENTS(people));
    int index = 0;
    while (people[index].role != role)
        index++;
    sample_tap(app, "staff");
    sample_answer(app, asked, &work_people, one, NULL);
    app->office->chosen = index;
    app_step(app, EVENT_NEXT);
    sample_keys(app, "481906");
    sample_answer(app, asked, &work_enter, NULL, NULL);
    sample_answer(app, asked, &work_desk, sample_desk(), NULL);
    app_tick(app, app->now_ms + 10);
    sample_answer(app, asked, &work_devices, sample_devices(), NULL);
    g_assert_cmpint(app->state, ==, STATE_HOME);
    return app;
}
