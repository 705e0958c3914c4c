<?php
// One line of standard input is one step, see clients/contract.md.
function show($reply)
{
    if ($reply === null) {
        return 'nil';
    }
    if ($reply === false) {
        return 'false';
    }
    if (is_int($reply)) {
        return ':' . $reply;
    }
    return is_array($reply) ? '[' . implode(' ', array_map('show', $reply)) . ']' : (string) $reply;
}

$redis = new Redis();
$redis->connect('127.0.0.1', (int) getenv('LATCHKEY_PORT'));
while (($line = fgets(STDIN)) !== false) {
    $step = explode("\t", rtrim($line, "\n"));
    $kind = array_shift($step);
    try {
        $redis->clearLastError();
        if ($kind === 'call') {
            $reply = $redis->rawCommand(...$step);
            $error = $redis->getLastError(); // the only trace of a refusal
            echo $error === null ? "value\t" . show($reply) : "refused\tfalse, getLastError()\t" . $error, "\n";
        } elseif ($kind === 'pipeline') {
            $pipe = $redis->pipeline();
            foreach ($step as $command) {
                $pipe->rawCommand(...explode('|', $command));
            }
            echo "value\t", show($pipe->exec()), "\n";
        } else {
            echo "unsupported\n";
        }
    } catch (Exception $e) {
        echo "error\t", get_class($e), "\t", $e->getMessage(), "\n";
    }
}
