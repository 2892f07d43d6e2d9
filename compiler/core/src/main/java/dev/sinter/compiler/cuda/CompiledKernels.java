package dev.sinter.compiler.cuda;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@link KernelCompiler} made of one text.
 *
 * @param image     what the driver loads
 * @param log       what the compiler said
 * @param resources what each kernel takes, by name, where the log tells
 */
@SuppressWarnings("ArrayRecordComponent")
public record CompiledKernels(byte[] image, String log, Map<String, Resources> resources) {
    /** What a thread of a kernel takes: registers, and bytes that did not fit into them. */
    public record Resources(int registers, int spilledBytes) {}

    private static final Pattern KERNEL = Pattern.compile("Compiling entry function '(\\w+)'");
    private static final Pattern SPILLS = Pattern.compile("(\\d+) bytes spill stores, (\\d+) bytes spill loads");
    private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");

    /** Reads the resources from the log of {@code --ptxas-options=-v}. */
    static CompiledKernels of(byte[] image, String log) {
        Map<String, Resources> resources = new LinkedHashMap<>();
        String kernel = "";
        int spilled = 0;
        for (String line : log.lines().toList()) {
            Matcher name = KERNEL.matcher(line);
            Matcher spills = SPILLS.matcher(line);
            Matcher registers = REGISTERS.matcher(line);
            if (name.find()) {
                kernel = name.group(1);
                spilled = 0;
            } else if (spills.find()) {
                spilled = Integer.parseInt(spills.group(1)) + Integer.parseInt(spills.group(2));
            } else if (registers.find()) {
                resources.put(kernel, new Resources(Integer.parseInt(registers.group(1)), spilled));
            }
        }
        return new CompiledKernels(image, log, resources);
    }
}
