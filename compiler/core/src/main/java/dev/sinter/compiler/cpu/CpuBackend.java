package dev.sinter.compiler.cpu;

import dev.sinter.compiler.schedule.Schedule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Turns a schedule into class files: a program, and one class for each form of each kernel. The same schedule gives the same bytes. */
public final class CpuBackend {
    /** What the name of a vector class ends with. */
    static final String VECTOR = "v";
    private static final int DIGEST_BYTES = 12;

    private CpuBackend() {}

    /**
     * The classes of a schedule; the first is the program, a subclass of {@link dev.sinter.runtime.Program} with a public
     * constructor without parameters.
     *
     * @param className the binary name of the program's class; the kernels' names are this with a suffix, unless they are
     *                  {@linkplain CpuOptions#shared() shared}
     */
    public static List<ClassFile> compile(Schedule schedule, String className, CpuOptions options) {
        Stage.Cut cut = Stage.of(schedule, options);
        List<Stage> stages = cut.stages();
        String shared = className.substring(0, className.lastIndexOf('.') + 1) + ClassFile.SHARED;
        Tiles tiles = new Tiles(options.shared() ? shared : className);
        List<ClassFile> kernels = new ArrayList<>();
        Map<String, String> written = new HashMap<>();
        List<String> owners = new ArrayList<>();
        for (Stage stage : stages) {
            Form form = stage.form();
            owners.add(form == null ? "" : written.computeIfAbsent(form.name() + Listing.of(form.nest()), listing -> {
                String name = options.shared() ? shared + "_" + digest(listing) : className + "_" + written.size();
                kernels.addAll(write(form, name, tiles, options));
                return name.replace('.', '/');
            }));
        }
        List<ClassFile> classes = new ArrayList<>();
        classes.add(new ProgramClass(cut.schedule(), className, stages, owners, options).write());
        classes.addAll(kernels);
        classes.addAll(tiles.classes());
        return classes;
    }

    /** A name for a kernel; should two kernels have the same, the loader sees that their bytes differ. */
    private static String digest(String listing) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(listing.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static List<ClassFile> write(Form form, String name, Tiles tiles, CpuOptions options) {
        List<ClassFile> classes = new ArrayList<>();
        KernelClass scalar = new KernelClass(name, tiles);
        form.write(scalar, false);
        classes.add(scalar.finish());
        if (options.vector() && form.hasVector()) {
            KernelClass vector = new KernelClass(name + VECTOR, tiles);
            form.write(vector, true);
            classes.add(vector.finish());
        }
        return classes;
    }

    /** The kernels of a schedule as text that reads like Java, in the order of the steps, each once. */
    public static List<String> listings(Schedule schedule) {
        return Stage.of(schedule, CpuOptions.PLAIN).stages().stream().map(Stage::form).filter(Objects::nonNull)
                .map(form -> Listing.of(form.nest())).distinct().toList();
    }
}
