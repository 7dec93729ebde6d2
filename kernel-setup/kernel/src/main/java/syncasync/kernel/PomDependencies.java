package syncasync.kernel;

import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.dflib.jjava.maven.MavenDependencyResolver;
import org.dflib.jjava.shaded.eu.maveniverse.maven.mima.context.ContextOverrides;
import org.dflib.jjava.shaded.eu.maveniverse.maven.mima.context.Runtimes;
import org.dflib.jjava.shaded.org.apache.maven.model.Dependency;
import org.dflib.jjava.shaded.org.apache.maven.model.Model;
import org.dflib.jjava.shaded.org.apache.maven.model.building.DefaultModelBuilderFactory;
import org.dflib.jjava.shaded.org.apache.maven.model.building.ModelBuildingRequest;
import org.dflib.jjava.shaded.org.apache.maven.model.building.ModelProblem;
import org.dflib.jjava.shaded.org.eclipse.aether.artifact.DefaultArtifact;
import org.dflib.jjava.shaded.org.eclipse.aether.repository.RemoteRepository;
import org.dflib.jjava.shaded.org.eclipse.aether.resolution.ArtifactDescriptorException;
import org.dflib.jjava.shaded.org.eclipse.aether.resolution.ArtifactDescriptorRequest;

/**
 * Resolves the dependencies of a POM. JJava reads it as it is written; here versions also come from properties, a parent,
 * {@code <dependencyManagement>} and the BOMs that it imports, and types such as {@code test-jar} are known.
 */
final class PomDependencies extends MavenDependencyResolver {

    private static final String CENTRAL = "https://repo1.maven.org/maven2/";
    private static final int DEEPEST = 9; // properties that are made of others
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

    private final List<String> added = new ArrayList<>();

    @Override
    public void addRemoteRepo(String name, String url) {
        super.addRemoteRepo(name, url);
        added.add(url);
    }

    @Override
    public Map<String, List<String>> loadPomDependencies(File pom) {
        Model model = read(pom);
        Properties properties = model.getProperties();
        List<String> repositories = new ArrayList<>();
        if (!model.getRepositories().isEmpty()) {
            repositories.add(CENTRAL);
            repositories.addAll(added);
            model.getRepositories().forEach(each -> repositories.add(interpolated(each.getUrl(), properties)));
        }
        Map<String, String> versions = managedVersions(model, repositories);
        List<String> coordinates = model.getDependencies().stream()
                .map(dependency -> coordinates(dependency, properties, versions))
                .toList();
        return loadDependencies(repositories, coordinates);
    }

    private static Model read(File pom) {
        var read = new DefaultModelBuilderFactory()
                .newInstance()
                .buildRawModel(pom, ModelBuildingRequest.VALIDATION_LEVEL_MINIMAL, true);
        if (read.get() == null) {
            throw new IllegalArgumentException(
                    StreamSupport.stream(read.getProblems().spliterator(), false)
                            .map(ModelProblem::getMessage)
                            .findFirst()
                            .orElse("there is no POM in " + pom));
        }
        return read.get();
    }

    /** What a dependency without a version takes: by group, artifact, extension and classifier. */
    private Map<String, String> managedVersions(Model model, List<String> repositories) {
        Properties properties = model.getProperties();
        Map<String, String> versions = new HashMap<>();
        if (model.getParent() != null) {
            var parent = model.getParent();
            String version = interpolated(parent.getVersion(), properties);
            versions.putAll(managedBy(parent.getGroupId(), parent.getArtifactId(), version, repositories));
        }
        if (model.getDependencyManagement() != null) {
            for (Dependency each : model.getDependencyManagement().getDependencies()) {
                String group = interpolated(each.getGroupId(), properties);
                String version = interpolated(each.getVersion(), properties);
                if ("import".equals(each.getScope())) {
                    managedBy(group, each.getArtifactId(), version, repositories)
                            .forEach(versions::putIfAbsent);
                } else {
                    versions.put(key(each, properties), version);
                }
            }
        }
        return versions;
    }

    private Map<String, String> managedBy(String group, String artifact, String version, List<String> urls) {
        List<RemoteRepository> repositories = IntStream.range(0, urls.size())
                .mapToObj(i -> new RemoteRepository.Builder("from-pom-" + i, "default", urls.get(i)).build())
                .toList();
        var overrides = ContextOverrides.create().withUserSettings(true);
        if (!repositories.isEmpty()) {
            overrides.repositories(repositories);
        }
        Map<String, String> versions = new HashMap<>();
        try (var context = Runtimes.INSTANCE.getRuntime().create(overrides.build())) {
            var request = new ArtifactDescriptorRequest(
                    new DefaultArtifact(group, artifact, "pom", version), context.remoteRepositories(), null);
            context.repositorySystem()
                    .readArtifactDescriptor(context.repositorySystemSession(), request)
                    .getManagedDependencies()
                    .forEach(managed -> {
                        var each = managed.getArtifact();
                        versions.put(
                                String.join(
                                        ":",
                                        each.getGroupId(),
                                        each.getArtifactId(),
                                        each.getExtension(),
                                        each.getClassifier()),
                                each.getVersion());
                    });
        } catch (ArtifactDescriptorException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return versions;
    }

    private static String coordinates(Dependency dependency, Properties properties, Map<String, String> versions) {
        String key = key(dependency, properties);
        String version =
                dependency.getVersion() == null ? versions.get(key) : interpolated(dependency.getVersion(), properties);
        if (version == null) {
            throw new IllegalArgumentException(dependency.getGroupId() + ":" + dependency.getArtifactId()
                    + " has no version, and no <dependencyManagement> names one");
        }
        return (key.endsWith(":") ? key : key + ":") + version;
    }

    private static String key(Dependency dependency, Properties properties) {
        boolean tests = "test-jar".equals(dependency.getType());
        String classifier = dependency.getClassifier() != null ? dependency.getClassifier() : tests ? "tests" : "";
        return String.join(
                ":",
                interpolated(dependency.getGroupId(), properties),
                interpolated(dependency.getArtifactId(), properties),
                tests ? "jar" : dependency.getType(),
                classifier);
    }

    private static String interpolated(String text, Properties properties) {
        String done = text;
        for (int depth = 0; depth < DEEPEST && done != null; depth++) { // properties may go round in a circle
            done = PROPERTY.matcher(done)
                    .replaceAll(m -> Matcher.quoteReplacement(properties.getProperty(m.group(1), m.group())));
        }
        return done;
    }
}
