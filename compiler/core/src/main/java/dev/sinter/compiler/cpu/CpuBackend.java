package dev.sinter.compiler.cpu;

import dev.sinter.compiler.schedule.Schedule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns a schedule into class files: a program, and one class for each form of each kernel. The same schedule gives the same bytes. */
public final class CpuBackend {
    private CpuBackend() {}

    /**
     * The classes of a schedule; the first is the program, a subclass of {@link dev.sinter.runtime.Program} with a public
     * constructor without parameters.
     *
     * @param className the binary name of the program's class; the kernels' names are this with a suffix
     */
    public static List<ClassFile> compile(Schedule schedule, String className, CpuOptions options) {
        List<Stage> stages = Stage.of(schedule);
        List<ClassFile> kernels = new ArrayList<>();
        Map<String, String> written = new HashMap<>();
        List<String> owners = new ArrayList<>();
        for (Stage stage : stages) {
            if (stage.isCopy()) {
                owners.add("");
                continue;
            }
            owners.add(written.computeIfAbsent(Listing.of(stage.nest()), listing -> {
                KernelClass kernel = new KernelClass(className + "_" + kernels.size());
                GeneralForm.write(stage.nest(), kernel);
                kernels.add(kernel.finish());
                return kernel.internalName();
            }));
        }
        List<ClassFile> classes = new ArrayList<>();
        classes.add(new ProgramClass(schedule, className, stages, owners).write());
        classes.addAll(kernels);
        return classes;
    }

    /** The kernels of a schedule as text that reads like Java, in the order of the steps, each once. */
    public static List<String> listings(Schedule schedule) {
        return Stage.of(schedule).stream().filter(stage -> !stage.isCopy()).map(stage -> Listing.of(stage.nest()))
                .distinct().toList();
    }
}
