package dev.sinter.compiler.driver;

import dev.sinter.compiler.cpu.ClassFile;
import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.ir.Graph;
import dev.sinter.runtime.Executable;
import java.util.List;

/**
 * A compiled graph and what it was on its way.
 *
 * @param source    the graph as it was traced or read
 * @param optimised the graph after the passes
 * @param schedule  its kernels over slots
 * @param program   the binary name of the program's class
 * @param classes   the program's class and those of its kernels
 */
public record Compilation(Graph source, Graph optimised, Schedule schedule, String program, List<ClassFile> classes) {
    public Compilation {
        classes = List.copyOf(classes);
    }

    /** A new program in this process. */
    public Executable load() {
        return ProgramLoader.load(program, classes);
    }
}
