<?php
// The recipes of docs/clients.md for Predis. LATCHKEY_PORT is the port of an empty server. Exits with code 0 if each did what it should.
require 'Predis/autoload.php';

const ATTEMPTS_MAX = 100;

function connect(int $port): Predis\Client
{
    return new Predis\Client(['host' => '127.0.0.1', 'port' => $port, 'read_write_timeout' => 10]);
}

function send(Predis\Client $client, ...$words)
{
    return $client->executeCommand(new Predis\Command\RawCommand($words)); // executeRaw would return refusals as strings
}

/** Returns the new version, or null if the key has another version. Any other exception: the outcome is unknown. */
function put(Predis\Client $client, string $key, string $value, int $version, ...$options): ?int
{
    try {
        return send($client, 'PUT', $key, $value, $version, ...$options);
    } catch (Predis\Response\ServerException $refusal) {
        if (in_array($refusal->getErrorType(), ['ERRVERSION', 'ERRNOKEY'])) {
            return null;
        }
        throw $refusal;
    }
}

function update(Predis\Client $client, string $key, callable $change): int
{
    for ($attempt = 0; $attempt < ATTEMPTS_MAX; $attempt++) {
        [$value, $version] = send($client, 'GETV', $key) ?? [null, 0];
        $written = put($client, $key, $change($value), $version);
        if ($written !== null) {
            return $written;
        }
    }
    throw new RuntimeException("$key was written by others " . ATTEMPTS_MAX . ' times');
}

/** Returns false if another client holds the lock. It is freed at the latest 10 s after the last SESSION KEEP. */
function withLock(Predis\Client $client, string $lock, string $holder, callable $work): bool
{
    [$session] = send($client, 'SESSION', 'OPEN', 10000);
    try {
        $token = put($client, $lock, $holder, 0, 'OWNER', $session);
        if ($token !== null) {
            $work($token);
        }
        return $token !== null;
    } finally {
        send($client, 'SESSION', 'CLOSE', $session); // deletes the key of the lock
    }
}

/** As put; ERRGUARD is thrown if the lock is not held with that token any more. */
function guarded(Predis\Client $client, string $key, string $value, int $version, string $lock, int $token): ?int
{
    return put($client, $key, $value, $version, 'GUARD', $lock, $token);
}

/** Handles the writes after a revision, and waits up to 5 s for the first. Returns the revision to go on from. */
function follow(Predis\Client $client, string $prefix, int $revision, callable $handle): int
{
    [$revision, $events] = send($client, 'CHANGES', $prefix, 'FROM', $revision, 'BLOCK', 5000);
    foreach ($events as [, , $kind, $key, $version, $value]) {
        $handle($kind, $key, $version, $value);
    }
    return $revision;
}

function check($expected, $actual): void
{
    if ($expected !== $actual) {
        throw new Exception('expected ' . json_encode($expected) . ', got ' . json_encode($actual));
    }
}

$client = connect((int) getenv('LATCHKEY_PORT'));
check(1, put($client, 'r/k', 'one', 0));
check(null, put($client, 'r/k', 'two', 0));
check(2, put($client, 'r/k', 'two', 1));
foreach ([1, 2] as $expected) {
    check($expected, update($client, 'r/count', fn ($value) => (string) ((int) $value + 1)));
}
check('2', $client->get('r/count'));
$held = 0;
check(true, withLock($client, 'r/lock', 'me', function ($token) use ($client, &$held) {
    $held = $token;
    check(1, guarded($client, 'r/guarded', 'v', 0, 'r/lock', $token));
    check(false, withLock($client, 'r/lock', 'other', fn () => null));
}));
check(null, $client->get('r/lock'));
$refused = '';
try {
    guarded($client, 'r/guarded', 'late', 1, 'r/lock', $held);
} catch (Predis\Response\ServerException $refusal) {
    $refused = $refusal->getErrorType();
}
check('ERRGUARD', $refused);
$seen = [];
check(true, follow($client, 'r/k', 0, function (...$event) use (&$seen) { $seen[] = $event; }) > 0);
check([['put', 'r/k', 1, 'one'], ['put', 'r/k', 2, 'two']], array_slice($seen, 0, 2));
