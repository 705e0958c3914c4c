%% One line of standard input is one step, see clients/contract.md.
-module(eredis_program).
-export([main/0]).

main() ->
    {ok, Client} = eredis:start_link("127.0.0.1", list_to_integer(os:getenv("LATCHKEY_PORT"))),
    unlink(Client),
    loop(Client).

loop(Client) ->
    case io:get_line("") of
        eof -> halt(0);
        Line ->
            [Kind | Words] = string:split(string:trim(Line, trailing, "\n"), "\t", all),
            step(Kind, Words, Client),
            loop(Client)
    end.

step("call", Words, Client) ->
    answer(catch eredis:q(Client, Words));
step("pipeline", Commands, Client) ->
    Replies = eredis:qp(Client, [string:split(Command, "|", all) || Command <- Commands]),
    Shown = [case Reply of {ok, Value} -> show(Value); {error, Text} -> ["!", Text] end || Reply <- Replies],
    io:put_chars(["value\t[", lists:join(" ", Shown), "]\n"]);
step(_, _, _) ->
    io:put_chars("unsupported\n").

answer({ok, Value}) -> io:put_chars(["value\t", show(Value), "\n"]);
answer({error, Text}) when is_binary(Text) -> io:put_chars(["refused\t{error,Binary}\t", Text, "\n"]);
answer({error, Reason}) -> io:format("error\t{error,Atom}\t~p~n", [Reason]);
answer(Other) -> io:format("error\texit\t~0p~n", [Other]).

show(undefined) -> "nil";
show(Binary) when is_binary(Binary) -> Binary;
show(List) when is_list(List) -> ["[", lists:join(" ", [show(Part) || Part <- List]), "]"].
