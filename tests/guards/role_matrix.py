"""What each person gets at each route. 302: sent to sign in. 404: not there for them. 405: only a button leads there (see BUTTONS)."""

TOLD = ("anonymous", "password", "stranger", "owner", "steward", "approver", "reviewer", "guest")
WHO = (*TOLD, "colleague")  # the steward is in charge of every agent, the colleague is a steward in charge of none

# By looking (GET), in the order of TOLD; the colleague gets what the steward gets, but for ONES_OWN.
PAGES = """
home                                 302 302 200 200 200 200 200 200
gaps                                 302 302 200 200 200 200 200 200
cabinet                              302 302 200 200 200 200 200 200
cabinet_reviews                      302 302 200 200 200 200 200 200
cabinet_reviews_ask                  302 302 405 405 405 405 405 405
about                                200 200 200 200 200 200 200 200
help                                 302 302 200 200 200 200 200 200
help_page                            302 302 404 404 404 404 404 404
powers                               302 302 200 200 200 200 200 200
roles                                302 302 200 200 200 200 200 200
health                               200 200 200 200 200 200 200 200
backups                              302 302 200 200 404 404 404 404
backup_now                           302 302 405 405 405 405 405 405
backup_phrase                        302 302 405 405 405 405 405 405
backup_check                         302 302 404 404 404 404 404 404
accounts:setup_code                  404 404 404 404 404 404 404 404
accounts:setup_company               404 404 404 404 404 404 404 404
accounts:setup_owner                 404 404 404 404 404 404 404 404
accounts:setup_way                   404 404 404 404 404 404 404 404
accounts:setup_app                   404 404 404 404 404 404 404 404
accounts:setup_passkey               404 404 404 404 404 404 404 404
accounts:setup_codes                 404 404 404 404 404 404 404 404
accounts:sign_in                     200 200 302 302 302 302 302 302
accounts:code                        302 200 302 302 302 302 302 302
accounts:passkey_sign_in             200 302 302 302 302 302 302 302
accounts:forgotten                   200 200 302 302 302 302 302 302
accounts:forgotten_asked             200 200 200 200 200 200 200 200
accounts:sign_out                    405 405 405 405 405 405 405 405
accounts:access                      410 410 410 410 410 410 410 410
accounts:access_way                  410 410 410 410 410 410 410 410
accounts:access_app                  410 410 410 410 410 410 410 410
accounts:access_passkey              410 410 410 410 410 410 410 410
accounts:access_proof                410 410 410 410 410 410 410 410
accounts:access_codes                410 410 410 410 410 410 410 410
accounts:access_link                 410 410 410 410 410 410 410 410
accounts:account                     302 302 200 200 200 200 200 200
accounts:password                    302 302 200 200 200 200 200 200
accounts:verification                302 302 200 200 200 200 200 200
accounts:app_new                     302 302 200 200 200 200 200 200
accounts:app_removal                 302 302 404 200 404 404 404 404
accounts:passkey_new                 302 302 200 200 200 200 200 200
accounts:passkey_removal             302 302 404 404 404 404 404 404
accounts:codes_new                   302 302 200 200 200 200 200 200
accounts:end_sessions                302 302 405 405 405 405 405 405
accounts:device_forget               302 302 405 405 405 405 405 405
accounts:session_end                 302 302 405 405 405 405 405 405
accounts:other_sessions              302 302 405 405 405 405 405 405
accounts:company                     302 302 200 200 404 404 404 404
accounts:mail                        302 302 200 200 404 404 404 404
accounts:mail_edit                   302 302 200 200 404 404 404 404
accounts:mail_test                   302 302 405 405 405 405 405 405
accounts:mail_removal                302 302 405 405 405 405 405 405
accounts:messages                    302 302 200 200 404 404 404 404
accounts:message_retry               302 302 405 405 405 405 405 405
accounts:choose_company              302 302 302 302 302 302 302 302
accounts:company_new                 302 302 200 200 404 404 404 404
accounts:absences                    302 302 200 200 200 200 200 200
accounts:absence_new                 302 302 200 200 200 200 200 200
accounts:absence_end                 302 302 405 405 405 405 405 405
accounts:usage                       302 302 200 200 200 200 200 200
accounts:usage_edit                  302 302 200 200 404 404 404 404
accounts:usage_sheet                 302 302 404 200 404 404 404 404
accounts:usage_csv                   302 302 404 200 404 404 404 404
accounts:usage_version               302 302 404 200 200 200 200 200
accounts:usage_reading               302 302 405 405 405 405 405 405
accounts:team                        302 302 200 200 404 404 404 404
accounts:team_new                    302 302 200 200 404 404 404 404
accounts:team_person                 302 302 404 200 404 404 404 404
accounts:team_leave                  302 302 404 200 404 404 404 404
accounts:team_role                   302 302 404 200 404 404 404 404
accounts:team_link                   302 302 405 405 405 405 405 405
accounts:team_link_mail              302 302 405 405 405 405 405 405
accounts:team_sessions               302 302 405 405 405 405 405 405
accounts:team_factor                 302 302 405 405 405 405 405 405
accounts:record                      302 302 200 200 200 404 200 404
accounts:record_proof                302 302 200 200 200 404 200 404
accounts:record_terms                302 302 200 200 404 404 404 404
accounts:record_term                 302 302 200 200 404 404 404 404
accounts:record_hold                 302 302 200 200 404 404 404 404
accounts:record_hold_lift            302 302 404 200 404 404 404 404
accounts:record_erase                302 302 200 200 404 404 404 404
accounts:record_restored             302 302 404 404 404 404 404 404
accounts:record_check                302 302 405 405 405 405 405 405
accounts:record_compare              302 302 200 200 200 404 200 404
accounts:record_copy                 302 302 200 200 404 404 404 404
accounts:record_copy_removal         302 302 405 405 405 405 405 405
accounts:record_ask                  302 302 405 405 405 405 405 405
accounts:record_export               302 302 404 200 404 404 404 404
accounts:record_export_cancel        302 302 405 405 405 405 405 405
accounts:record_export_file          302 302 404 404 404 404 404 404
accounts:record_export_delete        302 302 405 405 405 405 405 405
inventory:agents                     302 302 200 200 200 200 200 200
inventory:agents_workbook            302 302 200 200 200 200 200 200
inventory:agents_csv                 302 302 200 200 200 200 200 200
inventory:agents_import              302 302 200 200 200 404 404 404
inventory:agents_import_preview      302 302 404 200 200 404 404 404
inventory:agents_import_application  302 302 405 405 405 405 405 405
inventory:agents_import_drop         302 302 405 405 405 405 405 405
inventory:declare                    302 302 200 200 200 404 404 404
inventory:declare_abandon            302 302 405 405 405 405 405 405
inventory:declare_step               302 302 404 200 200 404 404 404
inventory:company_accounts           302 302 200 200 200 200 200 200
inventory:account                    302 302 404 200 200 200 200 200
inventory:account_edit               302 302 404 200 200 404 404 404
inventory:account_rotated              302 302 404 200 200 404 404 404
inventory:account_close              302 302 404 200 200 404 404 404
inventory:rights_compare               302 302 200 200 200 200 200 200
inventory:rights_csv                   302 302 200 200 200 200 200 200
inventory:account_history            302 302 404 200 200 200 200 200
inventory:right_history              302 302 404 200 200 200 200 200
inventory:processing_history         302 302 404 200 200 200 200 200
inventory:right_edit                 302 302 404 200 200 404 404 404
inventory:right_pair                   302 302 404 302 302 404 404 404
inventory:right_withdraw             302 302 404 200 200 404 404 404
inventory:question                   302 302 404 200 200 404 404 404
inventory:agent                      302 302 404 200 200 200 200 200
inventory:agent_edit                 302 302 404 200 200 404 404 404
inventory:agent_history              302 302 404 200 200 200 200 200
inventory:agent_start                302 302 404 200 200 404 404 404
inventory:agent_pause                302 302 405 405 405 405 405 405
inventory:agent_resume               302 302 405 405 405 405 405 405
inventory:agent_retire               302 302 404 200 200 404 404 404
inventory:rights                     302 302 404 200 200 404 404 404
inventory:right_grant                302 302 404 200 200 404 404 404
inventory:accounts                   302 302 404 200 200 404 404 404
inventory:account_add                302 302 404 200 200 404 404 404
inventory:account_attach             302 302 405 405 405 405 405 405
inventory:account_detach             302 302 405 405 405 405 405 405
inventory:surroundings               302 302 404 200 200 200 200 200
inventory:surroundings_edit          302 302 404 200 200 404 404 404
inventory:wrangler                   302 302 404 200 200 404 404 404
inventory:wrangler_take              302 302 405 405 405 405 405 405
inventory:module_add                 302 302 404 200 200 404 404 404
inventory:module_edit                302 302 404 200 200 404 404 404
inventory:module_check               302 302 405 405 405 405 405 405
inventory:module_remove              302 302 405 405 405 405 405 405
inventory:module_put_back            302 302 405 405 405 405 405 405
inventory:agent_data                 302 302 404 200 200 404 404 404
inventory:vocabularies               302 302 200 200 200 200 200 200
inventory:vocabulary                 302 302 200 200 200 200 200 200
inventory:word_new                   302 302 200 200 404 404 404 404
inventory:word                       302 302 404 200 200 200 200 200
inventory:word_edit                  302 302 404 200 404 404 404 404
inventory:word_verify                302 302 404 200 404 404 404 404
inventory:word_unverify              302 302 405 405 405 405 405 405
inventory:word_restore               302 302 405 405 405 405 405 405
inventory:word_hide                  302 302 405 405 405 405 405 405
inventory:word_remove                302 302 405 405 405 405 405 405
inventory:processing_new             302 302 200 200 200 404 404 404
inventory:processing_edit            302 302 404 200 200 404 404 404
inventory:processing_purposes        302 302 404 200 200 404 404 404
inventory:processing_data            302 302 404 200 200 404 404 404
inventory:processing_people          302 302 404 200 200 404 404 404
inventory:processing_recipients      302 302 404 200 200 404 404 404
inventory:processing_transfers       302 302 404 200 200 404 404 404
inventory:processing_measures        302 302 404 200 200 404 404 404
inventory:processing_notice          302 302 404 200 200 404 404 404
inventory:processing_joint           302 302 404 200 200 404 404 404
inventory:processing_clients         302 302 404 200 200 404 404 404
inventory:clients                    302 302 200 200 200 200 200 200
inventory:client                     302 302 404 200 200 200 200 200
inventory:client_new                 302 302 200 200 200 404 404 404
inventory:client_listing             302 302 200 200 200 404 404 404
inventory:client_edit                302 302 404 200 200 404 404 404
inventory:client_end                 302 302 405 405 405 405 405 405
inventory:client_restore             302 302 405 405 405 405 405 405
inventory:processing_agents          302 302 404 200 200 404 404 404
inventory:processing_agent_detach    302 302 405 405 405 405 405 405
inventory:processing_end             302 302 404 200 200 404 404 404
inventory:processing_restore         302 302 405 405 405 405 405 405
inventory:processing_answer          302 302 405 405 405 405 405 405
inventory:processing_line            302 302 404 200 200 404 404 404
inventory:processing_line_restore    302 302 405 405 405 405 405 405
inventory:processing_line_remove     302 302 405 405 405 405 405 405
inventory:processing_confirm         302 302 405 405 405 405 405 405
approvals:emergency                  302 302 200 200 200 200 200 200
approvals:stop_all                   302 302 405 405 405 405 404 404
approvals:agent_stop                 302 302 404 302 302 302 404 404
approvals:history                    302 302 200 200 200 200 200 200
approvals:drill                      302 302 200 200 404 404 404 404
approvals:requests                   302 302 200 200 200 200 200 200
approvals:demand                     302 302 404 200 200 200 200 200
approvals:demand_account             302 302 405 405 405 405 405 405
approvals:payees                     302 302 200 200 200 200 200 200
approvals:payee_new                  302 302 200 200 404 404 404 404
approvals:payee                      302 302 404 200 200 200 200 200
approvals:payee_name                 302 302 405 405 405 405 405 405
approvals:payee_end                  302 302 405 405 405 405 405 405
approvals:limits                     302 302 200 200 200 200 200 200
approvals:limit_new                  302 302 200 200 404 404 404 404
approvals:limit_trial                302 302 405 405 405 405 405 405
approvals:limit_case                 302 302 200 200 200 200 200 200
approvals:limit_change               302 302 404 200 404 404 404 404
approvals:limit_advised              302 302 404 200 404 404 404 404
approvals:limit_end                  302 302 404 200 404 404 404 404
approvals:together                   302 302 200 200 404 200 404 404
approvals:paper                      302 302 404 200 200 200 200 200
approvals:callbacks                  302 302 404 200 200 404 404 404
approvals:callback_secret_new        302 302 405 405 405 405 405 405
approvals:callback_secret_replacement 302 302 405 405 405 405 405 405
approvals:callback_secret_end        302 302 405 405 405 405 405 405
approvals:callback_host_new          302 302 405 405 405 405 405 405
approvals:callback_host_end          302 302 405 405 405 405 405 405
approvals:callback_retry             302 302 405 405 405 405 405 405
alerts:alerts                        302 302 200 200 200 200 200 200
alerts:alert                         302 302 404 200 200 200 200 200
alerts:answer                        302 302 405 405 405 405 405 405
alerts:rights                        302 302 404 200 200 200 200 200
evidence:dossiers                    302 302 200 200 404 404 404 404
evidence:ask                         302 302 405 405 405 405 405 405
evidence:dossier                     302 302 404 200 404 404 404 404
evidence:cancel                      302 302 405 405 405 405 405 405
evidence:file                        302 302 404 404 404 404 404 404
evidence:delete                      302 302 405 405 405 405 405 405
journal:journal                      302 302 200 200 200 200 200 200
journal:csv                          302 302 200 200 200 200 200 200
journal:action                       302 302 404 404 404 404 404 404
journal:tools                        302 302 200 200 200 200 200 200
journal:agent_tools                  302 302 404 200 200 200 200 200
journal:tool_word                    302 302 302 302 404 404 404 404
journal:tool_unsay                   302 302 405 405 405 405 405 405
journal:deposit                      302 302 404 200 200 404 404 404
journal:deposit_preview              302 302 404 200 200 404 404 404
journal:deposit_application          302 302 405 405 405 405 405 405
journal:deposit_drop                 302 302 405 405 405 405 405 405
api:error                            200 200 200 200 200 200 200 200
api:plug                             302 302 404 200 200 404 404 404
api:python_client                    302 302 200 200 200 404 404 404
api:n8n_flow                         302 302 200 200 200 404 404 404
api:key_new                          302 302 405 405 405 405 405 405
api:key_replacement                  302 302 405 405 405 405 405 405
api:key_end                          302 302 405 405 405 405 405 405
approvals:stop                       302 302 404 200 200 200 200 200
approvals:account                    302 302 405 405 405 405 404 404
approvals:lift                       302 302 404 200 404 404 404 404
approvals:mandates                   302 302 200 200 404 404 404 404
approvals:mandate                    302 302 404 404 404 404 404 404
approvals:mandate_end                302 302 405 405 405 405 405 405
reviews:rhythm                       302 302 200 200 200 404 200 404
register:register                    302 302 200 200 200 200 200 200
register:import                      302 302 200 200 200 404 404 404
register:import_preview              302 302 404 200 200 404 404 404
register:import_creation             302 302 405 405 405 404 404 404
register:import_drop                 302 302 405 405 405 404 404 404
register:assessments                 302 302 200 200 200 200 200 200
register:assessment                  302 302 404 200 200 200 200 200
register:assessment_tie              302 302 405 405 405 404 404 404
register:assessment_file             302 302 404 200 200 200 200 200
register:ask                         302 302 405 405 405 405 405 405
register:export                      302 302 404 200 200 200 200 200
register:cancel                      302 302 405 405 405 405 405 405
register:download                    302 302 404 404 404 404 404 404
register:comparison                  302 302 404 404 404 404 404 404
register:mission                     302 302 404 200 200 200 200 200
register:past                        302 302 200 200 200 200 200 200
register:past_comparison             302 302 200 200 200 200 200 200
register:past_sheet                  302 302 404 302 302 302 302 302
register:client_sheets               302 302 404 200 200 200 200 200
register:client_sheet                302 302 404 200 200 200 200 200
register:sheet                       302 302 404 200 200 200 200 200
reviews:reviews                      302 302 200 200 200 200 200 200
reviews:review                       302 302 404 200 200 200 200 200
reviews:point                        302 302 404 200 200 200 200 200
reviews:actions                      302 302 404 200 200 200 200 200
reviews:older                        302 302 404 200 200 200 200 200
reviews:answer                       302 302 405 405 405 405 405 405
reviews:ask                          302 302 405 405 405 405 405 405
reviews:keep                         302 302 405 405 405 405 405 405
reviews:sign                         302 302 405 405 405 405 405 405
reviews:paper                        302 302 404 404 404 404 404 404
reviews:remedies                     302 302 200 200 200 200 200 200
reviews:remedy                       302 302 405 405 405 405 405 405
reviews:remedy_end                   302 302 405 405 405 405 405 405
reviews:remedy_again                 302 302 405 405 405 405 405 405
reviews:limit                        302 302 404 200 404 404 404 404
reviews:right                        302 302 404 200 200 404 404 404
reviews:stop                         302 302 404 200 200 404 404 404
"""

# By pressing (POST) where looking says 405: who finds it there.
BUTTONS = """
backup_now
backup_phrase
accounts:sign_out                    anonymous password stranger owner steward approver reviewer guest
accounts:end_sessions                stranger owner steward approver reviewer guest
accounts:device_forget               stranger owner steward approver reviewer guest
accounts:session_end                 stranger owner steward approver reviewer guest
accounts:other_sessions              stranger owner steward approver reviewer guest
cabinet_reviews_ask                  stranger owner steward approver reviewer guest
accounts:absence_end                 owner
accounts:team_link                   owner
accounts:team_sessions               owner
accounts:team_factor                 owner
accounts:team_link_mail              owner
accounts:mail_test                   stranger owner
accounts:mail_removal                stranger owner
accounts:message_retry               owner
accounts:record_check                stranger owner steward reviewer
accounts:usage_reading               owner steward approver reviewer guest
accounts:record_copy_removal         stranger owner
evidence:ask                         stranger owner
evidence:cancel                      owner
evidence:delete                      owner
accounts:record_ask                  stranger owner
accounts:record_export_cancel        owner
accounts:record_export_delete        owner
inventory:declare_abandon            owner steward
inventory:account_attach             owner steward
inventory:account_detach             owner steward
inventory:word_unverify              owner
inventory:word_restore               owner
inventory:word_hide                  owner
inventory:word_remove                owner
inventory:agents_import_application  owner steward
inventory:agents_import_drop         owner steward
inventory:agent_pause                owner steward
inventory:wrangler_take              owner steward
inventory:module_check               owner steward
inventory:module_remove              owner steward
inventory:module_put_back            owner steward
inventory:agent_resume               owner steward
inventory:processing_agent_detach    owner steward
inventory:processing_restore         owner steward
inventory:processing_answer          owner steward
inventory:processing_line_restore    owner steward
approvals:limit_trial                stranger owner
approvals:demand_account             owner
approvals:payee_name                 owner
approvals:payee_end                  owner
journal:tool_unsay                   owner
journal:deposit_application          owner steward
journal:deposit_drop                 owner steward
approvals:callback_secret_new        owner steward
approvals:callback_secret_replacement owner steward
approvals:callback_secret_end        owner steward
approvals:callback_host_new          owner
approvals:callback_host_end          owner
approvals:callback_retry             owner steward
api:key_new                          owner steward
api:key_replacement                  owner steward
api:key_end                          owner steward
inventory:processing_line_remove     owner steward
inventory:processing_confirm         owner steward
inventory:client_end                 owner steward
inventory:client_restore             owner steward
alerts:answer                        owner steward approver
approvals:stop_all                   stranger owner steward approver
approvals:account                    owner steward approver
approvals:mandate_end                owner
register:import_creation             owner steward
register:import_drop                 owner steward
register:assessment_tie              owner steward
register:ask                         stranger owner steward approver reviewer guest
register:cancel                      owner steward approver reviewer guest
reviews:answer                       owner steward reviewer
reviews:ask                          stranger owner steward reviewer
reviews:keep                         owner steward reviewer
reviews:sign                         owner steward reviewer
reviews:remedy                       owner steward reviewer
reviews:remedy_end                   owner steward reviewer
reviews:remedy_again                 owner steward reviewer
"""

# What is only done after a code of less than five minutes, whoever asks for it.
FRESH = """
backup_phrase
evidence:ask accounts:record_ask accounts:record_copy accounts:record_copy_removal
accounts:record_term accounts:record_hold accounts:record_hold_lift accounts:record_erase accounts:record_restored
accounts:mail_edit accounts:mail_removal
accounts:app_new accounts:app_removal accounts:codes_new accounts:passkey_new accounts:passkey_removal
accounts:company_new accounts:team_new accounts:team_person accounts:team_leave accounts:team_role accounts:team_link
accounts:team_sessions accounts:team_factor
approvals:lift approvals:mandate approvals:mandate_end approvals:limit_new approvals:limit_change approvals:limit_advised
approvals:limit_end api:key_new api:key_replacement
approvals:callback_secret_new approvals:callback_secret_replacement approvals:callback_host_new
approvals:payee_new approvals:payee_name approvals:payee_end
journal:tool_word journal:tool_unsay
reviews:sign reviews:limit
""".split()


# What a steward does to an agent, its accounts, rights and modules, its sheets: 404 for the colleague (docs/dev/adr/0009-in-charge.md).
ONES_OWN = """
alerts:answer
journal:deposit journal:deposit_preview journal:deposit_application journal:deposit_drop
api:plug api:key_new api:key_end api:key_replacement
approvals:callbacks approvals:callback_secret_new approvals:callback_secret_replacement approvals:callback_secret_end
approvals:callback_retry
approvals:account approvals:agent_stop inventory:account_add inventory:account_attach inventory:account_close inventory:account_detach
inventory:account_edit inventory:account_rotated inventory:accounts inventory:agent_data inventory:agent_edit inventory:agent_pause
inventory:agent_resume inventory:agent_retire inventory:agent_start inventory:declare_abandon inventory:declare_step
inventory:module_add inventory:module_check inventory:module_edit inventory:module_put_back inventory:module_remove
inventory:processing_agent_detach inventory:processing_agents inventory:processing_answer inventory:processing_clients
inventory:processing_confirm inventory:processing_data inventory:processing_edit inventory:processing_end inventory:processing_joint
inventory:processing_line inventory:processing_line_remove inventory:processing_line_restore inventory:processing_measures
inventory:processing_notice inventory:processing_people inventory:processing_purposes inventory:processing_recipients
inventory:processing_restore inventory:processing_transfers inventory:question inventory:right_edit inventory:right_grant
inventory:right_pair inventory:right_withdraw inventory:rights inventory:surroundings_edit inventory:wrangler inventory:wrangler_take
register:assessment_tie
reviews:right reviews:stop
""".split()


def _rows(table: str) -> dict[str, list[str]]:
    return {name: rest for name, *rest in (line.split() for line in table.strip().splitlines())}


def _looking(name: str, told: list[str]) -> tuple[int, ...]:
    codes = dict(zip(TOLD, map(int, told), strict=True))
    steward = codes["steward"]
    return (*codes.values(), 404 if name in ONES_OWN and steward != 405 else steward)


def _pressing(name: str, told: list[str]) -> set[str]:
    return {*told, *(["colleague"] if "steward" in told and name not in ONES_OWN else [])}


LOOKING: dict[str, tuple[int, ...]] = {name: _looking(name, codes) for name, codes in _rows(PAGES).items()}
PRESSING: dict[str, set[str]] = {name: _pressing(name, people) for name, people in _rows(BUTTONS).items()}
