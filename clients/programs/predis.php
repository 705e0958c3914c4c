<?php
// One line of standard input is one step, see clients/contract.md.
require 'Predis/autoload.php';

function show($reply)
{
    if ($reply === null) {
        return 'nil';
    }
    if ($reply instanceof Predis\Response\ErrorInterface) {
        return '!' . $reply->getMessage();
    }
    if (is_int($reply)) {
        return ':' . $reply;
    }
    return is_array($reply) ? '[' . implode(' ', array_map('show', $reply)) . ']' : (string) $reply;
}

/** A command that Predis does not know. */
final class Word extends Predis\Command\RawCommand
{
}

$redis = new Predis\Client(['host' => '127.0.0.1', 'port' => (int) getenv('LATCHKEY_PORT')]);
while (($line = fgets(STDIN)) !== false) {
    $step = explode("\t", rtrim($line, "\n"));
    $kind = array_shift($step);
    try {
        if ($kind === 'call') {
            $reply = show($redis->executeCommand(new Word($step)));
            echo "value\t$reply\n";
        } elseif ($kind === 'pipeline') {
            $replies = $redis->pipeline(function ($pipe) use ($step) {
                foreach ($step as $command) {
                    $pipe->executeCommand(new Word(explode('|', $command)));
                }
            });
            echo "value\t", show($replies), "\n";
        } else {
            echo "unsupported\n";
        }
    } catch (Predis\Response\ServerException $e) {
        echo "refused\t", get_class($e), "\t", $e->getMessage(), "\n";
    } catch (Exception $e) {
        echo "error\t", get_class($e), "\t", strtok($e->getMessage(), "\n"), "\n";
    }
}
