package dev.sinter.processor;

import dev.sinter.Model;
import dev.sinter.ir.Graph;
import dev.sinter.types.Dim;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/** Reads and validates the declaration of one model; every complaint stands at what its author must change. */
final class DeclarationReader {
    private static final String MODULE = "dev.sinter.nn.Module";
    private static final String TENSOR = "dev.sinter.Tensor";
    private static final String READS_LIKE = "an input reads like \"x: f32[N,4]\"";

    private final Elements elements;
    private final Types types;
    private final TypeElement model;
    private final AnnotationMirror annotation;
    private final List<Complaint> complaints = new ArrayList<>();

    DeclarationReader(Elements elements, Types types, TypeElement model) {
        this.elements = elements;
        this.types = types;
        this.model = model;
        annotation = annotation(model);
    }

    static AnnotationMirror annotation(TypeElement model) {
        for (AnnotationMirror mirror : model.getAnnotationMirrors()) {
            if (((TypeElement) mirror.getAnnotationType().asElement()).getQualifiedName()
                    .contentEquals(Model.class.getName())) {
                return mirror;
            }
        }
        throw new IllegalArgumentException(model + " has no @Model");
    }

    /** What is wrong, after {@link #read}. */
    List<Complaint> complaints() {
        return complaints;
    }

    /** The declaration, empty where there are complaints. */
    Optional<Declaration> read() {
        checkClass();
        if (!complaints.isEmpty()) {
            return Optional.empty();
        }
        Model values = Objects.requireNonNull(model.getAnnotation(Model.class));
        List<Declaration.Input> inputs = inputs(values.inputs());
        Optional<TensorType> output = output(values.output(), inputs);
        checkWord("entry", values.entry());
        if (!values.name().isEmpty()) {
            checkWord("name", values.name());
        }
        checkNames(inputs);
        if (complaints.isEmpty()) {
            checkForward(inputs);
        }
        if (!complaints.isEmpty()) {
            return Optional.empty();
        }
        String packageName = elements.getPackageOf(model).getQualifiedName().toString();
        String full = model.getQualifiedName().toString();
        String name = packageName.isEmpty() ? full : full.substring(packageName.length() + 1);
        return Optional.of(new Declaration(packageName, name, elements.getBinaryName(model).toString(), isPublic(),
                inputs, output, values.entry(),
                values.name().isEmpty() ? name.replace('.', '_') + "Program" : values.name()));
    }

    private boolean isPublic() {
        for (Element each = model; each != null
                && each.getKind() != ElementKind.PACKAGE; each = each.getEnclosingElement()) {
            if (!each.getModifiers().contains(Modifier.PUBLIC)) {
                return false;
            }
        }
        return true;
    }

    private void checkClass() {
        TypeElement module = elements.getTypeElement(MODULE);
        if (model.getKind() != ElementKind.CLASS || module == null
                || !types.isSubtype(types.erasure(model.asType()), module.asType())) {
            complain("@Model stands on a class that extends " + MODULE + "; " + model.getSimpleName() + " is "
                    + kind() + " that does not");
        } else if (model.getModifiers().contains(Modifier.ABSTRACT)) {
            complain("@Model stands on a class that can be made; " + model.getSimpleName()
                    + " is abstract: put it on the classes that extend it");
        } else if (model.getNestingKind().isNested() && !model.getModifiers().contains(Modifier.STATIC)) {
            complain("@Model stands on a class that can be made alone; " + model.getSimpleName()
                    + " is an inner class: make it static");
        } else
            if (ElementFilter.constructorsIn(model.getEnclosedElements()).stream().noneMatch(
                    each -> each.getParameters().isEmpty() && !each.getModifiers().contains(Modifier.PRIVATE))) {
                        complain("@Model needs a constructor without parameters that is not private, to make a "
                                + model.getSimpleName() + " while javac runs; give it one that chooses the sizes");
                    }
    }

    private String kind() {
        return switch (model.getKind()) {
            case INTERFACE -> "an interface";
            case ENUM -> "an enum";
            case RECORD -> "a record";
            case ANNOTATION_TYPE -> "an annotation";
            default -> "a class";
        };
    }

    private List<Declaration.Input> inputs(String[] texts) {
        if (texts.length == 0) {
            complain("@Model says nothing about the inputs of forward; declare each one's name and type, as in"
                    + " inputs = \"x: f32[N,4]\"", null);
        }
        List<Declaration.Input> inputs = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            AnnotationValue place = value("inputs", i);
            int colon = texts[i].indexOf(':');
            if (colon < 0) {
                complain(READS_LIKE + ", not \"" + texts[i] + "\"", place);
                continue;
            }
            String name = texts[i].substring(0, colon).strip();
            if (!isWord(name)) {
                complain(READS_LIKE + ", not \"" + texts[i] + "\": '" + name
                        + "' cannot be the name of a parameter in Java", place);
            }
            TensorType type = type(texts[i], texts[i].substring(colon + 1).strip(), place);
            if (type != null) {
                inputs.add(new Declaration.Input(name, type));
            }
        }
        return inputs;
    }

    private Optional<TensorType> output(String text, List<Declaration.Input> inputs) {
        TensorType type = text.isEmpty() ? null : type(text, text.strip(), value("output", -1));
        if (type != null && complaints.isEmpty()) {
            checkKnown(symbols(List.of(type)), inputs, "output = \"" + text + "\"", value("output", -1));
        }
        return Optional.ofNullable(type);
    }

    private @Nullable TensorType type(String whole, String type, @Nullable AnnotationValue place) {
        try {
            return TensorType.parse(type);
        } catch (IllegalArgumentException e) {
            complain("\"" + whole + "\": " + e.getMessage(), place);
            return null;
        }
    }

    private static Set<String> symbols(List<TensorType> types) {
        return types.stream().flatMap(type -> type.shape().dims().stream()).map(Dim::symbols).flatMap(Set::stream)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void checkKnown(Set<String> used, List<Declaration.Input> inputs, String where,
            @Nullable AnnotationValue place) {
        Set<String> known = Symbols.determined(inputs.stream().map(each -> each.type().shape()).toList());
        for (String symbol : used) {
            if (!known.contains(symbol)) {
                complain(where + ": no input's sizes tell what " + symbol + " is; let some input have the dimension "
                        + symbol, place);
            }
        }
    }

    private void checkNames(List<Declaration.Input> inputs) {
        if (!complaints.isEmpty()) {
            return;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < inputs.size(); i++) {
            if (!names.add(inputs.get(i).name())) {
                complain("two inputs have the name " + inputs.get(i).name(), value("inputs", i));
            }
        }
        Set<String> symbols = symbols(inputs.stream().map(Declaration.Input::type).toList());
        for (int i = 0; i < inputs.size(); i++) {
            checkKnown(symbols(List.of(inputs.get(i).type())), inputs, "\"" + inputs.get(i) + "\"",
                    value("inputs", i));
            if (symbols.contains(inputs.get(i).name())) {
                complain("both an input and a size have the name " + inputs.get(i).name(), value("inputs", i));
            }
        }
        symbols.stream().filter(symbol -> !isWord(symbol)).forEach(symbol -> complain(
                "the size " + symbol + " becomes a variable in Java, which cannot have that name",
                value("inputs", -1)));
    }

    private void checkWord(String attribute, String word) {
        if (!isWord(word)) {
            complain(attribute + " = \"" + word + "\" cannot be a name in Java", value(attribute, -1));
        }
    }

    private static boolean isWord(String word) {
        return SourceVersion.isName(word) && Graph.isName(word) && word.indexOf('.') < 0;
    }

    /** The method to trace must be there; javac's own overload resolution is not repeated: all parameters are tensors. */
    private void checkForward(List<Declaration.Input> inputs) {
        TypeMirror tensor = Objects.requireNonNull(elements.getTypeElement(TENSOR)).asType();
        ExecutableElement other = null;
        for (ExecutableElement method : ElementFilter.methodsIn(elements.getAllMembers(model))) {
            if (!method.getSimpleName().contentEquals("forward")
                    || method.getEnclosingElement() instanceof TypeElement owner
                            && owner.getQualifiedName().contentEquals(MODULE)) {
                continue;
            }
            if (method.getParameters().size() == inputs.size()
                    && method.getParameters().stream().allMatch(each -> types.isSameType(each.asType(), tensor))) {
                if (!types.isSameType(method.getReturnType(), tensor)) {
                    complainAt(method,
                            "forward returns " + method.getReturnType() + "; a @Model's forward returns one Tensor");
                }
                return;
            }
            other = method;
        }
        String needed = "forward(" + inputs.stream().map(each -> "Tensor " + each.name())
                .collect(Collectors.joining(", ")) + ")";
        complain("@Model declares " + inputs.size() + (inputs.size() == 1 ? " input" : " inputs") + ", so "
                + model.getSimpleName() + " needs a method " + needed
                + (other == null ? "" : "; it has " + other), value("inputs", -1));
    }

    /** The value of an attribute, or of one element of it; null where it was left out. */
    private @Nullable AnnotationValue value(String attribute, int index) {
        for (var each : annotation.getElementValues().entrySet()) {
            if (each.getKey().getSimpleName().contentEquals(attribute)) {
                return index >= 0 && each.getValue().getValue() instanceof List<?> list && index < list.size()
                        ? (AnnotationValue) list.get(index)
                        : each.getValue();
            }
        }
        return null;
    }

    private void complain(String message, @Nullable AnnotationValue place) {
        complaints.add(new Complaint(message, model, annotation, place));
    }

    private void complain(String message) {
        complainAt(model, message);
    }

    private void complainAt(Element at, String message) {
        complaints.add(new Complaint(message, at, null, null));
    }
}
