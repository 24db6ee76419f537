package whatsapp

// Code is one row of the table of error codes: what the platform documents of a
// code, and what this package makes of it.
type Code struct {
	// Code is error.code. With Last it is the first of a range.
	Code, Last int
	// Subcode is the error_subcode that makes this row apply, 0 for any.
	Subcode int
	// Op is the call that makes this row apply, as in Error.Op, "" for any. What a
	// code means of an upload it need not mean of a read.
	Op string
	// HTTP is the documented status, 0 where none is. Throttles come as 400.
	HTTP int
	// Class is how calls that fail with the code are treated.
	Class Class
	// Meaning is the documented meaning, Advice what to do.
	Meaning, Advice string
	// Source says where the meaning stands: a mark (O official, B partner, U reported
	// by users), the page, and when it was read where that is known.
	Source string
}

// Sources of the rows.
const (
	fromErrors    = "O: Cloud API, Error codes, read 2026-09-11 (HTTP statuses: copy of January 2026)"
	fromCopies    = "B: partners' copies of Cloud API, Error codes, read 2026-11-29"
	fromHandling  = "O: Graph API, Handling errors"
	fromLimits    = "O: Graph API, Rate limits"
	fromGroups    = "O: Cloud API, Groups, Error codes"
	fromNoStorage = "O: Cloud API, No storage"
	fromUsers     = "U: answers of the Graph API that several users quote, read 2026-11-28"
)

// Texts that several rows share.
const (
	renewToken = "get a new access token, with the whatsapp_business_messaging permission, and set it"
	grant      = "grant the token's user the permission whatsapp_business_messaging and access to this account, then get a new token"
	slowDown   = "wait and call less often; when a report tells no waiting time, start with a minute and double it"
	later      = "try again in a moment; the status of the platform is on metastatus.com"
	fixRequest = "compare the request with the reference of the endpoint; the details name the parameter"
	appeal     = "look at the account in WhatsApp Manager; only Meta's support can lift it"
	wrongPhone = "check the phone number id: it is the id (not the number) that WhatsApp > API Setup shows, and the token must have access to its account"
	fixSending = "this concerns sending, not the media; see the platform's page on error codes"
)

// Codes returns the table of error codes, in ascending order; of rows with the same
// code the first that applies counts.
//
// The classes are this package's reading of the meanings.
func Codes() []Code {
	return []Code{
		{Code: 0, HTTP: 401, Class: Auth, Meaning: "the app user could not be authenticated", Advice: renewToken, Source: fromErrors},
		{Code: 1, HTTP: 400, Class: Transient, Meaning: "unknown error: an invalid request, or a fault of the server", Advice: "try again a few times; if it stays, " + fixRequest, Source: fromErrors},
		{Code: 2, HTTP: 503, Class: Transient, Meaning: "temporary: the service is down or overloaded", Advice: later, Source: fromErrors},
		{Code: 3, HTTP: 500, Class: Auth, Meaning: "the app lacks a capability or a permission", Advice: grant, Source: fromErrors},
		{Code: 4, HTTP: 400, Class: Throttled, Meaning: "the app reached its limit of calls", Advice: slowDown, Source: fromErrors},
		{Code: 10, HTTP: 403, Class: Auth, Meaning: "permission not granted, or taken back", Advice: grant, Source: fromErrors},
		{Code: 17, Class: Throttled, Meaning: "the user reached the limit of calls", Advice: slowDown, Source: fromHandling},
		{Code: 32, Class: Throttled, Meaning: "the page reached its limit of calls", Advice: slowDown, Source: fromLimits},
		{Code: 33, Op: opUpload, HTTP: 400, Class: Auth, Meaning: "no such business phone number, or it has been deleted", Advice: wrongPhone, Source: fromErrors},
		{Code: 33, HTTP: 400, Class: Permanent, Meaning: "the business phone number has been deleted", Advice: "check the phone number id", Source: fromErrors},
		{Code: 100, Subcode: 33, Op: opUpload, HTTP: 400, Class: Auth, Meaning: "no such business phone number, or it is not visible to this token", Advice: wrongPhone, Source: fromUsers},
		{Code: 100, Subcode: 33, Op: opStart, HTTP: 400, Class: Auth, Meaning: "no such app, or it is not visible to this token", Advice: "check the app id, which the app dashboard shows", Source: fromUsers},
		{Code: 100, Subcode: 33, HTTP: 400, Class: NotFound, Meaning: "the object does not exist, has expired, or is not visible to this token", Advice: "check the id; uploaded media live 30 days, received media 7 days", Source: fromUsers},
		{Code: 100, HTTP: 400, Class: Permanent, Meaning: "invalid parameter: of media, a MIME type that is not on the list, or a file that is too large", Advice: "check the file with wamedia lint; else " + fixRequest, Source: fromErrors},
		{Code: 190, Subcode: 463, HTTP: 401, Class: Auth, Meaning: "the access token has expired", Advice: renewToken, Source: fromErrors},
		{Code: 190, HTTP: 401, Class: Auth, Meaning: "the access token is invalid or has expired", Advice: renewToken, Source: fromErrors},
		{Code: 200, Last: 299, HTTP: 403, Class: Auth, Meaning: "permission not granted, or taken back", Advice: grant, Source: fromErrors},
		{Code: 341, Class: Throttled, Meaning: "the application reached a limit", Advice: slowDown, Source: fromHandling},
		{Code: 368, HTTP: 403, Class: Auth, Meaning: "the account is blocked for a time for violating a policy", Advice: appeal, Source: fromErrors},
		{Code: 613, Class: Throttled, Meaning: "too many calls to this endpoint", Advice: slowDown, Source: fromLimits},
		{Code: 2500, HTTP: 400, Class: Permanent, Meaning: "the path of the request is not known to the API", Advice: "check the API base URL and the version", Source: fromUsers},
		{Code: 80007, HTTP: 400, Class: Throttled, Meaning: "the WhatsApp Business Account reached its rate limit", Advice: slowDown, Source: fromErrors},
		{Code: 80008, Class: Throttled, Meaning: "too many calls to the WhatsApp Business Management API for this account", Advice: slowDown, Source: fromLimits},
		{Code: 130429, HTTP: 400, Class: Throttled, Meaning: "the throughput of the Cloud API is reached (80 messages a second unless upgraded)", Advice: slowDown, Source: fromErrors},
		{Code: 130472, HTTP: 400, Class: Permanent, Meaning: "the recipient takes part in an experiment; the message was not sent", Advice: fixSending, Source: fromCopies},
		{Code: 130497, HTTP: 403, Class: Auth, Meaning: "the account may not message users in this country", Advice: appeal, Source: fromCopies},
		{Code: 131000, HTTP: 500, Class: Transient, Meaning: "something went wrong, unknown", Advice: later, Source: fromErrors},
		{Code: 131005, HTTP: 403, Class: Auth, Meaning: "access denied: permission not granted, or taken back", Advice: grant, Source: fromErrors},
		{Code: 131008, HTTP: 400, Class: Permanent, Meaning: "a required parameter is missing", Advice: fixRequest, Source: fromErrors},
		{Code: 131009, HTTP: 400, Class: Permanent, Meaning: "a parameter's value is not valid", Advice: fixRequest, Source: fromErrors},
		{Code: 131016, HTTP: 500, Class: Transient, Meaning: "a service is temporarily unavailable", Advice: later, Source: fromErrors},
		{Code: 131021, HTTP: 400, Class: Permanent, Meaning: "sender and recipient are the same number", Advice: fixSending, Source: fromCopies},
		{Code: 131026, HTTP: 400, Class: Permanent, Meaning: "the message cannot be delivered to this recipient", Advice: fixSending, Source: fromErrors},
		{Code: 131030, HTTP: 400, Class: Permanent, Meaning: "a test number may send only to numbers on its list", Advice: "add the recipient under WhatsApp > API Setup, or send from a number of your own", Source: fromCopies},
		{Code: 131031, HTTP: 403, Class: Auth, Meaning: "the account has been locked", Advice: appeal, Source: fromErrors},
		{Code: 131035, Class: Permanent, Meaning: "No Storage: the webhook could not be delivered in its lifetime", Advice: "answer webhooks faster", Source: fromNoStorage},
		{Code: 131036, Class: Permanent, Meaning: "No Storage: the message could not be delivered in its lifetime", Advice: fixSending, Source: fromNoStorage},
		{Code: 131037, HTTP: 400, Class: Permanent, Meaning: "the display name of the number is not approved", Advice: "see the number in WhatsApp Manager", Source: fromCopies},
		{Code: 131042, HTTP: 400, Class: Permanent, Meaning: "the account cannot be billed", Advice: "see the payment settings of the account in WhatsApp Manager", Source: fromCopies},
		{Code: 131045, HTTP: 500, Class: Permanent, Meaning: "the phone number is not registered rightly", Advice: "register the number, then try again", Source: fromCopies},
		{Code: 131047, HTTP: 400, Class: Permanent, Meaning: "more than 24 hours since the recipient last wrote", Advice: "send a template message", Source: fromCopies},
		{Code: 131048, HTTP: 400, Class: Permanent, Meaning: "too many messages of this number were blocked or flagged as spam", Advice: "see the quality of the number in WhatsApp Manager; it takes hours to days", Source: fromCopies},
		{Code: 131049, HTTP: 400, Class: Permanent, Meaning: "the platform chose not to deliver this marketing message", Advice: "send it later, not at once; " + fixSending, Source: fromCopies},
		{Code: 131050, HTTP: 400, Class: Permanent, Meaning: "the recipient has stopped marketing messages of this business", Advice: fixSending, Source: fromCopies},
		{Code: 131051, HTTP: 400, Class: Permanent, Meaning: "the type of the message is not supported", Advice: "ask the customer to send it in another form", Source: fromErrors},
		{Code: 131052, HTTP: 400, Class: Permanent, Meaning: "media that a customer sent could not be fetched; over 100 MB it never is", Advice: "ask the customer to send it again, smaller than 100 MB", Source: fromErrors},
		{Code: 131053, HTTP: 400, Class: Permanent, Meaning: "the media of the message could not be processed; the details name what was found in the file", Advice: "check the file with wamedia lint, prepare it, upload it again and send the new id", Source: fromErrors},
		{Code: 131056, HTTP: 400, Class: Throttled, Meaning: "too many messages from this number to the same recipient", Advice: "wait 4^X seconds, X = 0, 1, 2, …", Source: fromErrors},
		{Code: 131057, HTTP: 500, Class: Transient, Meaning: "the account is in maintenance, for instance while its throughput is raised", Advice: "try again after a minute", Source: fromErrors},
		{Code: 131064, HTTP: 400, Class: Permanent, Meaning: "a limit on classified messages is reached", Advice: fixSending, Source: fromCopies},
		{Code: 131209, HTTP: 400, Class: Permanent, Meaning: "a group icon is not square", Advice: "check the picture with wamedia lint --profile group-icon", Source: fromGroups},
		{Code: 131210, HTTP: 400, Class: Permanent, Meaning: "a group icon is smaller than 192×192 pixels", Advice: "check the picture with wamedia lint --profile group-icon", Source: fromGroups},
		{Code: 132000, HTTP: 400, Class: Permanent, Meaning: "the template wants another number of parameters", Advice: fixSending, Source: fromCopies},
		{Code: 132001, HTTP: 404, Class: Permanent, Meaning: "the template does not exist in this language, or is not approved", Advice: fixSending, Source: fromCopies},
		{Code: 132005, HTTP: 400, Class: Permanent, Meaning: "the text of the template is too long with its parameters", Advice: fixSending, Source: fromCopies},
		{Code: 132007, HTTP: 400, Class: Permanent, Meaning: "the template breaks a policy on characters", Advice: fixSending, Source: fromCopies},
		{Code: 132012, HTTP: 400, Class: Permanent, Meaning: "a template parameter has the wrong format", Advice: fixSending, Source: fromCopies},
		{Code: 132015, HTTP: 400, Class: Permanent, Meaning: "the template is paused for its low quality", Advice: fixSending, Source: fromCopies},
		{Code: 132016, HTTP: 400, Class: Permanent, Meaning: "the template was paused too often and is disabled", Advice: fixSending, Source: fromCopies},
		{Code: 132018, HTTP: 400, Class: Permanent, Meaning: "a template parameter is not valid", Advice: fixSending, Source: fromCopies},
		{Code: 133004, HTTP: 503, Class: Transient, Meaning: "the server is temporarily unavailable", Advice: later, Source: fromErrors},
		{Code: 133010, HTTP: 400, Class: Auth, Meaning: "the phone number is not registered with the Cloud API", Advice: "register the number, then try again", Source: fromCopies},
		{Code: 133016, HTTP: 400, Class: Permanent, Meaning: "the number was registered or deregistered too often", Advice: slowDown, Source: fromCopies},
	}
}

// lookup finds the row of a code. A row that names the call or the subcode comes
// before one that does not.
func lookup(op string, code, subcode int) (Code, bool) {
	for _, row := range Codes() {
		if (row.Op == "" || row.Op == op) && (row.Subcode == 0 || row.Subcode == subcode) && row.Code <= code && code <= max(row.Code, row.Last) {
			return row, true
		}
	}
	return Code{}, false
}
