package pasted

// title is the text that the platform gives with a code, and people without it.
type title struct {
	says *phrase
	code int
}

// titles lists them; a longer one stands before one that it holds.
func titles() []title {
	return []title{
		{says(`media upload error`), badMedia},
		{says(`media download error`), notFetch},
		{says(`spam rate limit hit`), 131048},
		{says(`pair rate limit hit`), 131056},
		{says(`\brate limit hit`), 130429},
		{says(`(?:application )?request limit reached|api too many calls`), 4},
		{says(`re-engagement message|more than 24 hours have passed`), 131047},
		{says(`message undeliverable`), 131026},
		{says(`recipient phone number not in allowed list`), 131030},
		{says(`recipient cannot be sender`), 131021},
		{says(`business eligibility payment issue`), 131042},
		{says(`number is part of an experiment`), 130472},
		{says(`account in maintenance mode`), 131057},
		{says(`temporarily blocked for policies? violations?`), 368},
		{says(`an unknown error (?:has )?occurred`), 1},
		{says(`template name does not exist|template does not exist`), 132001},
		{says(`parameter value is not valid`), 131009},
		{says(`required parameter is missing`), 131008},
	}
}
