#include <Poco/Redis/Array.h>
#include <Poco/Redis/Client.h>
#include <Poco/Redis/Command.h>
#include <Poco/Redis/Error.h>
#include <Poco/Redis/Exception.h>

#include <cstdlib>
#include <iostream>
#include <sstream>

// One line of standard input is one step, see clients/contract.md.

using namespace Poco::Redis;

static std::string show(RedisType::Ptr reply);

static std::string show(const Array &array) {
    if (array.isNull()) return "nil";
    std::string text = "[";
    for (const auto &part : array) text += (text.size() > 1 ? " " : "") + show(part);
    return text + "]";
}

static std::string show(RedisType::Ptr reply) {
    if (reply->isInteger()) return ":" + std::to_string(static_cast<Type<Poco::Int64> *>(reply.get())->value());
    if (reply->isError()) return "!" + static_cast<Type<Error> *>(reply.get())->value().getMessage();
    if (reply->isArray()) return show(static_cast<Type<Array> *>(reply.get())->value());
    if (reply->isBulkString()) {
        const BulkString &text = static_cast<Type<BulkString> *>(reply.get())->value();
        return text.isNull() ? "nil" : text.value();
    }
    return static_cast<Type<std::string> *>(reply.get())->value();
}

static std::vector<std::string> split(const std::string &text, char separator) {
    std::vector<std::string> parts;
    std::stringstream in(text);
    for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
    return parts;
}

static Array command(const std::vector<std::string> &words, size_t from) {
    Array array;
    for (size_t i = from; i < words.size(); i++) array.add(words[i]);
    return array;
}

int main() {
    const Poco::UInt16 port = std::atoi(std::getenv("LATCHKEY_PORT"));
    Client client;
    client.connect("127.0.0.1", port);
    for (std::string line; std::getline(std::cin, line);) {
        std::vector<std::string> step = split(line, '\t');
        try {
            if (step[0] == "call") {
                RedisType::Ptr reply = client.sendCommand(command(step, 1));
                if (reply->isError()) {
                    std::cout << "refused\tError\t" << show(reply).substr(1) << std::endl;
                } else {
                    std::cout << "value\t" << show(reply) << std::endl;
                }
            } else if (step[0] == "pipeline") {
                std::vector<Array> commands;
                for (size_t i = 1; i < step.size(); i++) commands.push_back(command(split(step[i], '|'), 0));
                std::cout << "value\t" << show(client.sendCommands(commands)) << std::endl;
            } else {
                std::cout << "unsupported" << std::endl;
            }
        } catch (const Poco::Exception &e) {
            std::cout << "error\t" << e.className() << "\t" << e.displayText() << std::endl;
            client.disconnect();
            client.connect("127.0.0.1", port);
        }
    }
}
