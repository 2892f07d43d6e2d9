package dev.sinter.processor;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.sinter.Model;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.annotation.processing.SupportedOptions;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.tools.Diagnostic.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Finds models, has their entry points written, and once their classes are there has them traced and compiled.
 *
 * <p>{@code -Asinter.trace=off} leaves out the second part.
 */
@SupportedAnnotationTypes("dev.sinter.Model")
@SupportedOptions(ModelProcessor.TRACE)
public final class ModelProcessor extends AbstractProcessor {
    static final String TRACE = "sinter.trace";

    private final Set<String> postponed = new LinkedHashSet<>();
    private @Nullable Javac javac;
    private @Nullable GenerationWatch watch;
    private @Nullable ModelCompilation compilation;

    /** For the service loader. */
    public ModelProcessor() {}

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public synchronized void init(ProcessingEnvironment environment) {
        super.init(environment);
        if ("off".equals(environment.getOptions().get(TRACE))) {
            return;
        }
        Optional<Javac> found = Javac.of(environment);
        if (found.isEmpty()) {
            environment.getMessager().printMessage(Kind.WARNING,
                    "models are traced inside javac only, and this compiler"
                            + " is none (" + environment.getClass().getName()
                            + "); 'sinter compile --model' does it later");
            return;
        }
        javac = found.get();
        CallSites calls = new CallSites(javac.trees().getSourcePositions());
        compilation = new ModelCompilation(javac, calls, environment.getFiler(), environment.getElementUtils());
        watch = new GenerationWatch(calls, compilation::run);
        javac.task().addTaskListener(watch);
    }

    // Claimed: no other processor is for models, and -Xlint:processing warns of annotations that nobody claims.
    @SuppressWarnings("DoNotClaimAnnotations")
    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        if (watch != null) {
            for (Element each : round.getRootElements()) {
                if (each instanceof TypeElement type && path(type) != null) {
                    watch.await(type.getQualifiedName().toString());
                }
            }
        }
        List<TypeElement> models = new ArrayList<>();
        postponed.forEach(name -> models.add(processingEnv.getElementUtils().getTypeElement(name)));
        postponed.clear();
        round.getElementsAnnotatedWith(Model.class).forEach(each -> models.add((TypeElement) each));
        for (TypeElement model : models) {
            if (!round.processingOver() && extendsWhatIsNotThereYet(model)) {
                postponed.add(model.getQualifiedName().toString());
            } else {
                process(model);
            }
        }
        return true;
    }

    /** Another processor may generate the superclass in this round. */
    private static boolean extendsWhatIsNotThereYet(TypeElement model) {
        TypeMirror parent = model.getSuperclass();
        while (parent instanceof DeclaredType type && parent.getKind() == TypeKind.DECLARED) {
            parent = ((TypeElement) type.asElement()).getSuperclass();
        }
        return parent.getKind() == TypeKind.ERROR;
    }

    private void process(TypeElement model) {
        DeclarationReader reader = new DeclarationReader(processingEnv.getElementUtils(), processingEnv.getTypeUtils(),
                model);
        Optional<Declaration> declaration = reader.read();
        for (Complaint complaint : reader.complaints()) {
            processingEnv.getMessager().printMessage(Kind.ERROR, complaint.message(), complaint.element(),
                    complaint.annotation(), complaint.value());
        }
        if (declaration.isPresent()) {
            EntryPoint entryPoint = EntryPoint.of(declaration.get());
            EntryPointWriter writer = new EntryPointWriter(entryPoint);
            write(writer.program(), model);
            write(writer.artifact(), model);
            if (compilation != null) {
                AnnotationMirror annotation = DeclarationReader.annotation(model);
                compilation.add(entryPoint, place(model, annotation, null), place(model, annotation, "output"));
            }
        }
    }

    private void write(EntryPointWriter.Source source, TypeElement model) {
        try (Writer out = processingEnv.getFiler().createSourceFile(source.className(), model).openWriter()) {
            out.write(source.text());
        } catch (IOException e) {
            processingEnv.getMessager().printMessage(Kind.ERROR,
                    source.className() + " cannot be written: " + e.getMessage(), model);
        }
    }

    private @Nullable TreePath path(TypeElement type) {
        return javac == null ? null : javac.trees().getPath(type);
    }

    /** Where an annotation, or the value of one of its attributes, stands; null where there is no source. */
    private Javac.@Nullable Place place(TypeElement model, AnnotationMirror annotation, @Nullable String attribute) {
        TreePath path = path(model);
        if (path == null || javac == null) {
            return null;
        }
        CompilationUnitTree unit = path.getCompilationUnit();
        Tree tree = javac.trees().getTree(model, annotation);
        for (var each : annotation.getElementValues().entrySet()) {
            AnnotationValue value = each.getValue();
            if (each.getKey().getSimpleName().contentEquals(attribute == null ? "" : attribute)) {
                tree = javac.trees().getTree(model, annotation, value);
            }
        }
        return new Javac.Place(tree, unit);
    }
}
