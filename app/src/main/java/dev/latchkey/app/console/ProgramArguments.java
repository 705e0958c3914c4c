package dev.latchkey.app.console;

import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Passes everything from the program name onward to the program, options included: {@code lock build make --jobs 4}. */
public final class ProgramArguments implements IParameterConsumer {

    @Override
    @SuppressWarnings("JdkObsolete") // why: picocli hands out a Stack
    public void consumeParameters(Stack<String> arguments, ArgSpec program, CommandSpec command) {
        List<String> words = program.getValue();
        while (!arguments.isEmpty()) {
            words.add(arguments.pop());
        }
    }
}
