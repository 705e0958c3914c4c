package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"github.com/gomodule/redigo/redis"
)

// One line of standard input is one step, see clients/contract.md.

func show(reply interface{}) string {
	switch value := reply.(type) {
	case nil:
		return "nil"
	case int64:
		return fmt.Sprintf(":%d", value)
	case []byte:
		return string(value)
	case redis.Error:
		return "!" + value.Error()
	case []interface{}:
		parts := []string{}
		for _, part := range value {
			parts = append(parts, show(part))
		}
		return "[" + strings.Join(parts, " ") + "]"
	default:
		return fmt.Sprint(value)
	}
}

func words(list []string) []interface{} {
	result := []interface{}{}
	for _, word := range list {
		result = append(result, word)
	}
	return result
}

func answer(reply interface{}, err error) {
	if refusal, ok := err.(redis.Error); ok {
		fmt.Printf("refused\tredis.Error\t%s\n", refusal)
	} else if err != nil {
		fmt.Printf("error\t%T\t%s\n", err, err)
	} else {
		fmt.Printf("value\t%s\n", show(reply))
	}
}

func main() {
	pool := &redis.Pool{Dial: func() (redis.Conn, error) {
		return redis.Dial("tcp", "127.0.0.1:"+os.Getenv("LATCHKEY_PORT"))
	}}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		step := strings.Split(lines.Text(), "\t")
		connection := pool.Get()
		switch step[0] {
		case "call":
			answer(connection.Do(step[1], words(step[2:])...))
		case "pipeline":
			for _, command := range step[1:] {
				parts := strings.Split(command, "|")
				connection.Send(parts[0], words(parts[1:])...)
			}
			connection.Flush()
			shown := []string{}
			for range step[1:] {
				reply, err := connection.Receive()
				if err != nil {
					shown = append(shown, "!"+err.Error())
				} else {
					shown = append(shown, show(reply))
				}
			}
			fmt.Printf("value\t[%s]\n", strings.Join(shown, " "))
		default:
			fmt.Println("unsupported")
		}
		connection.Close()
	}
}
