// Package webhook receives what the WhatsApp platform sends: messages of customers,
// what became of messages that were sent to them, and every other notification.
//
// [Handler] answers the platform's requests and hands every signed notification,
// parsed, to a function:
//
//	http.Handle("/webhook", &webhook.Handler{AppSecret: secret, VerifyToken: token, Receive: receive})
//
// An [Event] holds what a bot needs as fields, and in its Raw all that came: kinds
// of messages and notifications that have no fields here are read from there.
//
// The platform delivers at least once, in no order, and for up to seven days
// again when it is not answered with 200. So duplicates are normal: remember the
// ids of the messages and do the work of each once. It wants its answer within a
// fraction of a second, so queue the work rather than do it while it waits.
package webhook
