package dev.sinter.processor;

import dev.sinter.Tensor;
import dev.sinter.Trace;
import dev.sinter.compiler.cpu.ArtifactClass;
import dev.sinter.compiler.cpu.ClassFile;
import dev.sinter.compiler.driver.Compilation;
import dev.sinter.compiler.driver.Compiler;
import dev.sinter.runtime.Artifact;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.SafetensorsWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.processing.Filer;
import javax.tools.StandardLocation;

/** Compiles traces ahead of time, into the folder where javac puts its own classes. */
final class ClassOutput {
    private final Filer filer;

    ClassOutput(Filer filer) {
        this.filer = filer;
    }

    /** Writes the program, its kernels, its weights, and the artefact in place of the one that stands in for it. */
    void write(EntryPoint entryPoint, Trace trace) throws IOException {
        Compilation compilation = Compiler.strict().compile(trace.graph(), entryPoint.programClass(),
                trace.state().keySet());
        for (ClassFile file : compilation.classes()) {
            write(file.path(), file.bytes());
        }
        if (!trace.state().isEmpty()) {
            write(entryPoint.artifactPackage().replace('.', '/') + "/" + Artifact.WEIGHTS, weights(trace.state()));
        }
        Declaration declaration = entryPoint.declaration();
        ClassFile artifact = ArtifactClass.write(entryPoint.artifactClass(), declaration.word(),
                Map.of(declaration.entry(), entryPoint.programClass()));
        replace(artifact.path(), artifact.bytes());
    }

    /** Whether javac puts its classes where this would put others: without {@code -d} each lies beside its source. */
    boolean isFolder(EntryPoint entryPoint) {
        String file = entryPoint.artifactClass().replace('.', '/') + ".class";
        try (InputStream in = filer.getResource(StandardLocation.CLASS_OUTPUT, "", file).openInputStream()) {
            return in.read() >= 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private static byte[] weights(Map<String, Tensor> state) throws IOException {
        Map<String, Buffer> buffers = new TreeMap<>();
        state.forEach((name, tensor) -> buffers.put(name, tensor.toBuffer()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SafetensorsWriter.write(bytes, buffers, Map.of());
        return bytes.toByteArray();
    }

    // As resources, since javac warns of classes that appear after its last round.
    private void write(String file, byte[] bytes) throws IOException {
        try (OutputStream out = filer.createResource(StandardLocation.CLASS_OUTPUT, "", file).openOutputStream()) {
            out.write(bytes);
        }
    }

    // Past the filer where there is a file, since javac warns of files that are written twice.
    private void replace(String file, byte[] bytes) throws IOException {
        URI place = filer.getResource(StandardLocation.CLASS_OUTPUT, "", file).toUri();
        if ("file".equals(place.getScheme())) {
            Files.write(Path.of(place), bytes);
        } else {
            write(file, bytes);
        }
    }
}
