package dev.sinter.processor;

import dev.sinter.Trace;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.TensorType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.annotation.processing.Filer;
import javax.lang.model.util.Elements;
import javax.tools.Diagnostic.Kind;
import org.jspecify.annotations.Nullable;

/** Traces and compiles the models of a compilation, once their classes are there, and reports to their authors. */
final class ModelCompilation {
    private final Javac javac;
    private final CallSites calls;
    private final Filer filer;
    private final Elements elements;
    private final List<Pending> models = new ArrayList<>();

    /**
     * A model that waits for its class.
     *
     * @param annotation where it is declared; null where it comes as a class file
     * @param output     where its output's type is declared, if it is
     */
    private record Pending(EntryPoint entryPoint, Javac.@Nullable Place annotation, Javac.@Nullable Place output) {}

    ModelCompilation(Javac javac, CallSites calls, Filer filer, Elements elements) {
        this.javac = javac;
        this.calls = calls;
        this.filer = filer;
        this.elements = elements;
    }

    void add(EntryPoint entryPoint, Javac.@Nullable Place annotation, Javac.@Nullable Place output) {
        models.add(new Pending(entryPoint, annotation, output));
    }

    /** Traces and compiles all models. */
    void run() {
        ModelLoader loader = new ModelLoader(filer, elements);
        models.forEach(model -> run(model, loader));
    }

    // What a model throws is its author's to know, whatever it is; javac must not break down over it.
    @SuppressWarnings("CatchingUnchecked")
    private void run(Pending model, ModelLoader loader) {
        Declaration declaration = model.entryPoint.declaration();
        ClassOutput output = new ClassOutput(filer);
        if (!output.isFolder(model.entryPoint)) {
            javac.report(Kind.WARNING,
                    declaration.className() + " is neither checked nor compiled, since javac puts each class"
                            + " beside its source; give it a folder for classes with -d",
                    model.annotation);
            return;
        }
        try {
            Trace trace = new Tracer(loader).trace(declaration);
            if (isAsDeclared(model, trace)) {
                output.write(model.entryPoint, trace);
            }
        } catch (Diagnostic mistake) {
            Javac.Place place = calls.find(Call.of(mistake, loader::classFile)).orElse(model.annotation);
            javac.report(Kind.ERROR, mistake.getMessage() + "\nin " + declaration.call(), place);
        } catch (IOException e) {
            javac.report(Kind.ERROR, "the compiled " + declaration.className() + " cannot be written: " + e,
                    model.annotation);
        } catch (Throwable thrown) {
            warn(model, thrown);
        }
    }

    private void warn(Pending model, Throwable thrown) {
        Declaration declaration = model.entryPoint.declaration();
        Javac.Place place = calls.find(Call.of(thrown)).orElse(model.annotation);
        String what = thrown instanceof LinkageError || thrown instanceof ClassNotFoundException
                ? "misses something it needs"
                : "threw an exception";
        javac.report(Kind.WARNING, declaration.className() + " cannot be run inside javac, so it is neither checked nor"
                + " compiled: it " + what + ": " + thrown + "\n'" + declaration.command("CLASSES")
                + "' does the same later", place);
    }

    private boolean isAsDeclared(Pending model, Trace trace) {
        TensorType came = Objects.requireNonNull(trace.graph().outputs().values().iterator().next()).type();
        Declaration declaration = model.entryPoint.declaration();
        if (declaration.output().isPresent() && !declaration.output().get().equals(came)) {
            javac.report(Kind.ERROR, declaration.call() + " returns " + came + ", but is declared to return "
                    + declaration.output().get(), model.output);
            return false;
        }
        if (came.dtype() != model.entryPoint.outputDType()) {
            javac.report(Kind.ERROR, declaration.call() + " returns " + came + "; what is not f32 must be declared: "
                    + "output = \"" + came + "\"", model.annotation);
            return false;
        }
        return true;
    }
}
