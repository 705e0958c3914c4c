// The recipes of docs/clients.md for redigo. LATCHKEY_PORT is the port of an empty server. Exits with code 0 if each did what it should.
package main

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"

	"github.com/gomodule/redigo/redis"
)

const attemptsMax = 100

var errChanged = errors.New("the key has another version")

// put returns the new version, or errChanged. Any other error that is not a redis.Error: the outcome is unknown.
func put(client redis.Conn, key, value string, version int64, options ...interface{}) (int64, error) {
	written, err := redis.Int64(client.Do("PUT", append([]interface{}{key, value, version}, options...)...))
	if refusal, ok := err.(redis.Error); ok {
		if code := strings.Fields(string(refusal))[0]; code == "ERRVERSION" || code == "ERRNOKEY" {
			return 0, errChanged
		}
	}
	return written, err
}

// getv returns the empty string and 0 if the key does not exist.
func getv(client redis.Conn, key string) (value string, version int64, err error) {
	reply, err := redis.Values(client.Do("GETV", key))
	if err == redis.ErrNil {
		return "", 0, nil
	} else if err != nil {
		return "", 0, err
	}
	_, err = redis.Scan(reply, &value, &version)
	return value, version, err
}

func update(client redis.Conn, key string, change func(string) string) (int64, error) {
	for attempt := 0; attempt < attemptsMax; attempt++ {
		value, version, err := getv(client, key)
		if err != nil {
			return 0, err
		}
		written, err := put(client, key, change(value), version)
		if err != errChanged {
			return written, err
		}
	}
	return 0, errChanged
}

// withLock returns false if another client holds the lock. It is freed at the latest 10 s after the last SESSION KEEP.
func withLock(client redis.Conn, lock, holder string, work func(token int64) error) (bool, error) {
	opened, err := redis.Strings(client.Do("SESSION", "OPEN", 10000))
	if err != nil {
		return false, err
	}
	defer client.Do("SESSION", "CLOSE", opened[0]) // deletes the key of the lock
	token, err := put(client, lock, holder, 0, "OWNER", opened[0])
	if err == errChanged {
		return false, nil
	} else if err != nil {
		return false, err
	}
	return true, work(token)
}

// guarded is put with a refusal ERRGUARD if the lock is not held with that token any more.
func guarded(client redis.Conn, key, value string, version int64, lock string, token int64) (int64, error) {
	return put(client, key, value, version, "GUARD", lock, token)
}

type event struct {
	Kind, Key string
	Version   int64
	Value     string
}

// follow handles the writes after a revision, and waits up to 5 s for the first. It returns the revision to go on from.
func follow(client redis.Conn, prefix string, revision int64, handle func(event)) (int64, error) {
	reply, err := redis.Values(client.Do("CHANGES", prefix, "FROM", revision, "BLOCK", 5000))
	if err != nil {
		return revision, err
	}
	var events []interface{}
	if _, err := redis.Scan(reply, &revision, &events); err != nil {
		return revision, err
	}
	for _, words := range events {
		var e event
		var previous, at int64
		if _, err := redis.Scan(words.([]interface{}), &at, &previous, &e.Kind, &e.Key, &e.Version, &e.Value); err != nil {
			return revision, err
		}
		handle(e)
	}
	return revision, nil
}

func check(expected, actual interface{}) {
	if !reflect.DeepEqual(expected, actual) {
		fmt.Fprintf(os.Stderr, "expected %v, got %v\n", expected, actual)
		os.Exit(1)
	}
}

func main() {
	client, err := redis.Dial("tcp", "127.0.0.1:"+os.Getenv("LATCHKEY_PORT"))
	check(nil, err)
	version, err := put(client, "r/k", "one", 0)
	check(nil, err)
	check(int64(1), version)
	_, err = put(client, "r/k", "two", 0)
	check(errChanged, err)
	version, _ = put(client, "r/k", "two", 1)
	check(int64(2), version)
	for expected := int64(1); expected <= 2; expected++ {
		version, err = update(client, "r/count", func(value string) string {
			count, _ := strconv.Atoi(value)
			return strconv.Itoa(count + 1)
		})
		check(nil, err)
		check(expected, version)
	}
	var held int64
	locked, err := withLock(client, "r/lock", "me", func(token int64) error {
		held = token
		written, err := guarded(client, "r/guarded", "v", 0, "r/lock", token)
		check(int64(1), written)
		other, _ := withLock(client, "r/lock", "other", func(int64) error { return nil })
		check(false, other)
		return err
	})
	check(nil, err)
	check(true, locked)
	_, version, _ = getv(client, "r/lock")
	check(int64(0), version)
	_, err = guarded(client, "r/guarded", "late", 1, "r/lock", held)
	check("ERRGUARD", strings.Fields(err.Error())[0])
	var seen []event
	_, err = follow(client, "r/k", 0, func(e event) { seen = append(seen, e) })
	check(nil, err)
	check([]event{{"put", "r/k", 1, "one"}, {"put", "r/k", 2, "two"}}, seen)
}
