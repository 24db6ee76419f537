package inbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"
)

// job is a message with work left.
type job struct {
	id, stage string
	tries     int
	expires   time.Time
	// url and hash are what the notification said of the media; either may be empty.
	url, hash string
	notice    Notice
}

// due lists the ids of up to limit jobs whose time has come, the longest waiting
// first, and when the next one is due, zero for never. Downloads that are held are
// left out.
func (s *store) due(ctx context.Context, now time.Time, limit int, held bool) (ids []string, next time.Time, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id FROM messages WHERE stage != 'done' AND due <= ? AND NOT (? AND stage = 'fetch')
		ORDER BY due LIMIT ?`, now.UnixMilli(), held, limit)
	if err != nil {
		return nil, time.Time{}, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, time.Time{}, err
		}
		ids = append(ids, id)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, time.Time{}, err
	}
	var at sql.NullInt64
	err = s.db.QueryRowContext(ctx, `SELECT min(due) FROM messages WHERE stage != 'done' AND due > ?`, now.UnixMilli()).Scan(&at)
	if at.Valid {
		next = time.UnixMilli(at.Int64)
	}
	return ids, next, err
}

// load reads a job whose time has come; nil when somebody else has dealt with it.
func (s *store) load(ctx context.Context, id string, now time.Time) (*job, error) {
	j := &job{id: id}
	var expires int64
	var notice []byte
	err := s.db.QueryRowContext(ctx, `SELECT stage, tries, expires, url, hash, notice FROM messages
		WHERE id = ? AND stage != 'done' AND due <= ?`, id, now.UnixMilli()).Scan(&j.stage, &j.tries, &expires, &j.url, &j.hash, &notice)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	j.expires = time.UnixMilli(expires)
	return j, json.Unmarshal(notice, &j.notice)
}

// save records the job's notice, and the stage that it begins.
func (s *store) save(ctx context.Context, j *job) error {
	j.tries = 0
	return s.set(ctx, j, `stage = ?, expires = ?, tries = 0, error = ''`, j.stage, j.expires.UnixMilli())
}

// place records where the file of a job is about to stand; its tries go on.
func (s *store) place(ctx context.Context, j *job) error { return s.set(ctx, j, `id = id`) }

func (s *store) set(ctx context.Context, j *job, columns string, values ...any) error {
	text, err := json.Marshal(j.notice)
	if err != nil {
		return err
	}
	values = append(values, string(text), j.id)
	return s.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE messages SET `+columns+`, notice = ? WHERE id = ?`, values...)
		return err
	})
}

// later records a failure and when the job is tried again.
func (s *store) later(ctx context.Context, j *job, due time.Time, why error) error {
	return s.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE messages SET tries = tries + 1, due = ?, error = ? WHERE id = ?`, due.UnixMilli(), why.Error(), j.id)
		return err
	})
}

// backlog counts the messages with work left, and says when the oldest was received.
func (s *store) backlog(ctx context.Context) (n int, oldest time.Time, err error) {
	var at sql.NullInt64
	err = s.db.QueryRowContext(ctx, `SELECT count(*), min(received) FROM messages WHERE stage != 'done'`).Scan(&n, &at)
	if at.Valid {
		oldest = time.UnixMilli(at.Int64)
	}
	return n, oldest, err
}

// prune forgets notifications and finished messages from before a time. The
// notifications go only when no message from before it has work left.
func (s *store) prune(ctx context.Context, before time.Time) error {
	return s.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`DELETE FROM messages WHERE stage = 'done' AND received < ?`, before.UnixMilli())
		if err != nil {
			return err
		}
		_, err = tx.Exec(`DELETE FROM events WHERE received < ?
			AND received < coalesce((SELECT min(received) FROM messages WHERE stage != 'done'), 9e18)`, before.UnixMilli())
		return err
	})
}

// alive reports whether the store can still write to the disk.
func (s *store) alive(ctx context.Context, now time.Time) error {
	return s.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE health SET checked = ?`, now.UnixMilli())
		return err
	})
}
