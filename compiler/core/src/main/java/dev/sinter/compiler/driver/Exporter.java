package dev.sinter.compiler.driver;

import dev.sinter.Trace;
import dev.sinter.compiler.cpu.ArtifactClass;
import dev.sinter.compiler.cpu.ClassFile;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.runtime.Artifact;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.SafetensorsWriter;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import javax.lang.model.SourceVersion;

/**
 * Writes a jar of plain class files from graphs and weights: one entry point per graph, the weights as {@code weights.safetensors}, the
 * runtime inside, a manifest, and under {@value #GRAPHS} each graph as text, for {@code explain} and {@code diff}.
 *
 * <p>The same graphs and weights give the same bytes. An input with the name of a weight is state: it is not given by the caller, and
 * an output of that name updates it for all entry points.
 */
public final class Exporter {
    /** The folder of a jar that holds the text of its graphs, {@code <entry>.sir}. */
    public static final String GRAPHS = "META-INF/sinter/";

    private final String name;
    private final Map<String, Graph> entries = new LinkedHashMap<>();
    private final Map<String, Buffer> weights = new TreeMap<>();

    /** A jar for the model {@code name}: a Java identifier that begins with a letter and, in lower case, can name a package. */
    public Exporter(String name) {
        this.name = identifier("a model", name);
        if (!namesPackage(name)) {
            throw new IllegalArgumentException("no model can have the name '" + name + "', as its classes are in the"
                    + " package '" + folder(name) + "', which Java keeps for itself");
        }
    }

    /** Whether classes can be in the package that a model's name gives: not with a keyword, and not in Java's own. */
    public static boolean namesPackage(String name) {
        String folder = folder(name);
        return SourceVersion.isName(folder) && !folder.equals("java");
    }

    private static String folder(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** The name where it can name a class; otherwise an {@link IllegalArgumentException}. */
    private static String identifier(String what, String name) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException("the name of " + what
                    + " is a letter followed by letters, digits and underscores, not '" + name + "'");
        }
        return name;
    }

    /** Adds an entry point; the first one is the default. */
    public Exporter entry(String entry, Graph graph) {
        if (entries.putIfAbsent(identifier("an entry point", entry), graph) != null) {
            throw new IllegalArgumentException("the entry point '" + entry + "' is there already");
        }
        return this;
    }

    /** Adds what was traced, under the name of its function, with its states as they are now. */
    public Exporter entry(Trace trace) {
        trace.state().forEach((state, tensor) -> weights.put(state, tensor.toBuffer()));
        return entry(trace.graph().name(), trace.graph());
    }

    /** Adds the initial value of state. */
    public Exporter weights(Map<String, Buffer> more) {
        weights.putAll(more);
        return this;
    }

    /** Compiles all entry points and writes the jar. */
    public void write(Path jar) throws IOException {
        JarWriter writer = new JarWriter();
        String folder = folder(name);
        String artifact = folder + "." + className(name);
        Map<String, String> programs = new LinkedHashMap<>();
        Map<String, String> classNames = classNames();
        for (Map.Entry<String, Graph> entry : entries.entrySet()) {
            String className = folder + "." + classNames.get(entry.getKey());
            requireFits(entry.getKey(), entry.getValue());
            Compilation compilation = Compiler.strict().compile(entry.getValue(), className, weights.keySet());
            for (ClassFile file : compilation.classes()) {
                writer.add(file.path(), file.bytes());
            }
            programs.put(entry.getKey(), className);
            writer.add(GRAPHS + entry.getKey() + ".sir", entry.getValue().toString().getBytes(StandardCharsets.UTF_8));
        }
        ClassFile main = ArtifactClass.write(artifact, name, programs);
        writer.add(main.path(), main.bytes());
        byte[] tensors = tensors();
        if (!weights.isEmpty()) {
            writer.add(folder + "/" + Artifact.WEIGHTS, tensors);
        }
        RuntimeFiles.each(writer::add);
        writer.add("META-INF/MANIFEST.MF", manifest(artifact, tensors));
        writer.write(jar);
    }

    /**
     * A class name for each entry point, the same for the same entry points: its own name with a capital where that is free, else with
     * {@code Entry} and a number. Names that differ only in case count as one, as they do in the folders of some systems.
     */
    private Map<String, String> classNames() {
        Set<String> taken = new HashSet<>(Set.of(folder(className(name))));
        Map<String, String> names = new LinkedHashMap<>();
        // An entry point whose own name is free keeps it, whatever the others end up with.
        for (boolean own : new boolean[]{true, false}) {
            for (String entry : entries.keySet()) {
                String plain = className(entry);
                String candidate = plain;
                for (int number = 1; !own && taken.contains(folder(candidate)); number++) {
                    candidate = plain + "Entry" + (number == 1 ? "" : number);
                }
                if (!names.containsKey(entry) && taken.add(folder(candidate))) {
                    names.put(entry, candidate);
                }
            }
        }
        return names;
    }

    private void requireFits(String entry, Graph graph) {
        for (Node input : graph.inputs()) {
            String id = ((Source.Input) input.op()).id();
            Buffer weight = weights.get(id);
            if (weight != null) {
                TensorType came = new TensorType(weight.dtype(), Shape.of(weight.sizes()));
                if (!came.equals(input.type())) {
                    throw new IllegalArgumentException("the entry point '" + entry + "' needs " + id + ": "
                            + input.type() + ", but the weights have it as " + came);
                }
            }
        }
    }

    /** {@code TrainStep} of {@code train_step}: no underscore, as that is what a kernel's name has after its program's. */
    private static String className(String name) {
        StringBuilder className = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '_') {
                className.append(i == 0 || name.charAt(i - 1) == '_' ? Character.toUpperCase(c) : c);
            }
        }
        return className.toString();
    }

    private byte[] tensors() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SafetensorsWriter.write(out, weights, Map.of());
        return out.toByteArray();
    }

    private byte[] manifest(String main, byte[] tensors) {
        List<String> lines = new ArrayList<>();
        lines.add(Attributes.Name.MANIFEST_VERSION + ": 1.0");
        lines.add(Attributes.Name.MAIN_CLASS + ": " + main);
        lines.add("Sinter-Model: " + name);
        lines.add("Sinter-Entries: " + String.join(" ", entries.keySet()));
        lines.add("Sinter-Numerics: strict");
        lines.add("Sinter-Weights: sha256-" + sha256(tensors).substring(0, 32));
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            // A manifest line holds 72 bytes; the next one continues it after a space.
            for (int at = 0; at < line.length(); at += at == 0 ? 72 : 71) {
                text.append(at == 0 ? "" : " ").append(line, at, Math.min(line.length(), at + (at == 0 ? 72 : 71)))
                        .append("\r\n");
            }
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
